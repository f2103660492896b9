/** The demo's market: who else sells things of small makers, what buyers compare, and who said what. Ages are days before today. */
import type { CapabilityLevel, CompetitorCategory } from '../competitive/claim.ts'

export const COMPETITORS: readonly {
  name: string
  aliases?: string[]
  category: CompetitorCategory
  positioning: string
  url: string
}[] = [
  {
    name: 'Norda Market',
    aliases: ['Norda'],
    category: 'direct',
    positioning: 'The marketplace for makers in the north: fast checkout, every currency.',
    url: 'https://norda-market.example',
  },
  {
    name: 'Handwerk24',
    category: 'direct',
    positioning: 'German craft shops under one roof, paid by invoice.',
    url: 'https://handwerk24.example',
  },
  {
    name: 'Norda Wholesale',
    category: 'indirect',
    positioning: 'Norda’s arm for shops that buy from makers by the box.',
    url: 'https://wholesale.norda-market.example',
  },
  {
    name: 'Boxful',
    category: 'disruptor',
    positioning: 'A monthly box of things from small makers, chosen by an algorithm.',
    url: 'https://boxful.example',
  },
  {
    name: 'OneCart',
    category: 'indirect',
    positioning: 'A shop builder with a shared cart across independent stores.',
    url: 'https://onecart.example',
  },
  {
    name: 'Saturday market',
    category: 'substitute',
    positioning: 'Meet the maker, pay cash, carry it home.',
    url: 'https://markets.example',
  },
]

export const CAPABILITIES: readonly {
  name: string
  importance: number
  own: CapabilityLevel | null
}[] = [
  { name: 'Guest checkout', importance: 3, own: 'full' },
  { name: 'Search that understands typing errors', importance: 3, own: 'partial' },
  { name: 'Prices in several currencies', importance: 3, own: 'none' },
  { name: 'Subscriptions', importance: 2, own: 'none' },
  { name: 'Loyalty program', importance: 2, own: 'none' },
  { name: 'Gift cards', importance: 2, own: 'none' },
  { name: 'Fast product pages', importance: 2, own: 'partial' },
  { name: 'Order tracking', importance: 2, own: 'full' },
  { name: 'Prices for businesses', importance: 1, own: 'none' },
  { name: 'Accessible by keyboard and screen reader', importance: 1, own: 'partial' },
  { name: 'Pick up in the shop', importance: 1, own: null },
]

export interface DemoClaim {
  by: string
  on?: string
  says: string
  level?: CapabilityLevel
  source?: string
  url?: string
  /** Days ago; without it nobody wrote down when. */
  age?: number
  sure: number
}

export const CLAIMS: readonly DemoClaim[] = [
  {
    by: 'Norda Market',
    on: 'Prices in several currencies',
    level: 'full',
    says: 'Shows and settles nine currencies since the spring release.',
    source: 'Release notes',
    url: 'https://norda-market.example/releases',
    age: 41,
    sure: 0.95,
  },
  {
    by: 'Norda Market',
    on: 'Guest checkout',
    level: 'full',
    says: 'Three fields to an order, no account.',
    source: 'Own test order',
    age: 18,
    sure: 1,
  },
  {
    by: 'Norda Market',
    on: 'Search that understands typing errors',
    level: 'full',
    says: 'Finds “keramic bowl” and shows ceramic bowls first.',
    source: 'Own test',
    age: 18,
    sure: 0.9,
  },
  {
    by: 'Norda Market',
    on: 'Loyalty program',
    level: 'partial',
    says: 'Pilots points in two countries.',
    source: 'Newsletter to makers',
    age: 27,
    sure: 0.7,
  },
  {
    by: 'Norda Market',
    on: 'Gift cards',
    level: 'full',
    says: 'Sells gift cards by mail and as a print.',
    source: 'Web shop',
    url: 'https://norda-market.example/gift',
    age: 64,
    sure: 1,
  },
  {
    by: 'Norda Market',
    on: 'Order tracking',
    level: 'partial',
    says: 'Tracks parcels of two carriers only.',
    source: 'Help center',
    url: 'https://norda-market.example/help',
    age: 96,
    sure: 0.8,
  },
  {
    by: 'Norda Market',
    on: 'Prices in several currencies',
    level: 'partial',
    says: 'Shows four currencies, settles in one.',
    source: 'Trade press',
    age: 310,
    sure: 0.8,
  },
  {
    by: 'Norda Market',
    says: 'Raised a second round to grow in the south.',
    source: 'Trade press',
    age: 52,
    sure: 0.9,
  },
  {
    by: 'Handwerk24',
    on: 'Guest checkout',
    level: 'partial',
    says: 'Guests can order, but only pay by invoice.',
    source: 'Own test order',
    age: 33,
    sure: 1,
  },
  {
    by: 'Handwerk24',
    on: 'Prices for businesses',
    level: 'full',
    says: 'Net prices and purchase orders for registered businesses.',
    source: 'Price page',
    url: 'https://handwerk24.example/business',
    age: 75,
    sure: 0.95,
  },
  {
    by: 'Handwerk24',
    on: 'Gift cards',
    level: 'full',
    says: 'Gift cards in every category.',
    source: 'Web shop',
    age: 240,
    sure: 0.9,
  },
  {
    by: 'Handwerk24',
    on: 'Fast product pages',
    level: 'none',
    says: 'Product pages take six seconds on a phone.',
    source: 'Own measurement',
    age: 33,
    sure: 1,
  },
  {
    by: 'Handwerk24',
    on: 'Accessible by keyboard and screen reader',
    level: 'full',
    says: 'Audited by an association of the blind.',
    source: 'Seal on the site',
    age: 205,
    sure: 0.85,
  },
  {
    by: 'Handwerk24',
    on: 'Pick up in the shop',
    level: 'full',
    says: 'Collect in four hundred workshops.',
    source: 'Web shop',
    age: 60,
    sure: 0.9,
  },
  {
    by: 'Norda Wholesale',
    on: 'Prices for businesses',
    level: 'full',
    says: 'Tiered prices by the box.',
    source: 'Price list',
    age: 120,
    sure: 0.9,
  },
  {
    by: 'Boxful',
    on: 'Subscriptions',
    level: 'full',
    says: 'A box each month, to pause at any time.',
    source: 'Web shop',
    url: 'https://boxful.example',
    age: 12,
    sure: 1,
  },
  {
    by: 'Boxful',
    on: 'Loyalty program',
    level: 'full',
    says: 'The twelfth box is free.',
    source: 'Web shop',
    age: 12,
    sure: 1,
  },
  {
    by: 'Boxful',
    on: 'Fast product pages',
    level: 'full',
    says: 'Pages load in under a second on a phone.',
    source: 'Own measurement',
    age: 12,
    sure: 1,
  },
  {
    by: 'Boxful',
    says: 'Doubled its makers within six months.',
    source: 'Interview with a founder',
    age: 30,
    sure: 0.6,
  },
  {
    by: 'Boxful',
    on: 'Prices in several currencies',
    level: 'partial',
    says: 'A customer told us they ship abroad now.',
    sure: 0.4,
  },
  {
    by: 'OneCart',
    on: 'Guest checkout',
    level: 'full',
    says: 'One cart and one payment across shops.',
    source: 'Conference demo',
    age: 150,
    sure: 0.8,
  },
  {
    by: 'OneCart',
    on: 'Subscriptions',
    level: 'partial',
    says: 'Repeat orders for shops on the large plan.',
    source: 'Price page',
    age: 265,
    sure: 0.8,
  },
  {
    by: 'OneCart',
    on: 'Fast product pages',
    level: 'partial',
    says: 'Depends on the shop’s own theme.',
    source: 'Conference demo',
    age: 150,
    sure: 0.6,
  },
  {
    by: 'Saturday market',
    on: 'Pick up in the shop',
    level: 'full',
    says: 'One always takes it home at once.',
    source: 'Visit',
    age: 90,
    sure: 1,
  },
]
