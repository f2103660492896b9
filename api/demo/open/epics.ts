import type { OpenEpic } from '../plan.ts'
import { ACCESSIBILITY } from './accessibility.ts'
import { FASTER_PRODUCT_IMAGES } from './faster-product-images.ts'
import { GIFT_CARDS } from './gift-cards.ts'
import { LOYALTY_POINTS } from './loyalty-points.ts'
import { MAKER_SELF_SERVICE } from './maker-self-service.ts'
import { MULTI_CURRENCY_PRICES } from './multi-currency-prices.ts'
import { SAVED_CARTS } from './saved-carts.ts'
import { SUBSCRIPTION_ORDERS } from './subscription-orders.ts'
import { TYPO_TOLERANT_SEARCH } from './typo-tolerant-search.ts'

/** Open epics in the order in which people would rank them. */
export const OPEN_EPICS: readonly OpenEpic[] = [
  MULTI_CURRENCY_PRICES,
  LOYALTY_POINTS,
  TYPO_TOLERANT_SEARCH,
  MAKER_SELF_SERVICE,
  ACCESSIBILITY,
  GIFT_CARDS,
  SUBSCRIPTION_ORDERS,
  FASTER_PRODUCT_IMAGES,
  SAVED_CARTS,
]
