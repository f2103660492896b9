/** What the shop wants: its mission, and objectives with how they are measured. */

export const MISSION = 'Make buying from small makers as easy as buying from anyone.'

export const OBJECTIVES = [
  {
    theme: 'Convert more visits',
    name: 'Cut checkout abandonment',
    measure: 'share of started checkouts that end in an order',
    target: '72%',
    current: '64%',
    description: 'Fewer steps, fewer surprises, and faster payment between cart and order.',
  },
  {
    theme: 'Convert more visits',
    name: 'Make search find it',
    measure: 'searches that lead to a product page',
    target: '58%',
    current: '49%',
    description: 'Relevance, filters, and suggestions that bring people to the product they had in mind.',
  },
  {
    theme: 'Keep customers',
    name: 'Raise repeat purchases',
    measure: 'customers who order again within 90 days',
    target: '31%',
    current: '26%',
    description: 'Reasons to come back: loyalty, subscriptions, gift cards, recommendations.',
  },
  {
    theme: 'Keep customers',
    name: 'Answer before they ask',
    measure: 'support contacts per 100 orders',
    target: '4.0',
    current: '6.3',
    description: 'Order tracking, returns, and clear messages that make writing to support unnecessary.',
  },
  {
    theme: 'Grow abroad',
    name: 'Sell in five currencies',
    measure: 'share of revenue outside the home market',
    target: '20%',
    current: '11%',
    description: 'Prices, taxes, addresses, and languages that work across borders.',
  },
] as const
