/**
 * Words that product teams use for one thing. A text that says `SAML` is about security although it does not say so; each family
 * counts as one more term, weaker than a shared word. Families are general business-software vocabulary, in everyday spelling.
 */
import { stem } from './stems.ts'

const FAMILIES: Readonly<Record<string, string>> = {
  activation:
    'activation onboarding signup registration register welcome wizard tutorial tour checklist trial setup invite activate firsttime empty intro introduction guided walkthrough template sample newcomer adoption adopt',
  retention:
    'retention retain churn cancel cancellation leave left renewal renew downgrade winback engagement engage inactive dormant reactivate pause unsubscribe health stickiness habit',
  loyalty:
    'loyalty loyal repeat reward voucher coupon gift birthday points wishlist favourite favorite reminder remind newsletter offer subscribe personalised personalized comeback member membership referral refer programme reorder again',
  security:
    'security secure sso saml oidc scim mfa 2fa twofactor factor authentication password passkey login permission role encryption encrypt vulnerability penetration xss injection secret key protect protection attack',
  fraud:
    'fraud chargeback stolen abuse spam bot captcha 3d risk scam suspicious verification verify kyc identity trust',
  compliance:
    'compliance compliant gdpr soc2 soc iso27001 hipaa pci audit auditor privacy private consent cookie residency regulation regulatory legal law policy delete erasure retention anonymise anonymize pii certification',
  reliability:
    'reliability reliable stability stable availability available uptime outage downtime incident failover recover recovery backup restore retry crash resilience redundancy monitoring alert slo sla disaster freeze hang error failure corrupt',
  performance:
    'performance speed fast faster slow slower latency load loading instant cache lazy cdn bundle sluggish timeout index p95 throughput prefetch compress render lag memory optimise optimize responsive',
  scale: 'scale scaling scalable scalability capacity volume peak shard partition load concurrent cluster',
  international:
    'international internationalization localization localisation i18n l10n translation translate language multilingual locale currency euro pound yen german germany french france spanish spain italian japanese chinese arabic hebrew european europe asia global abroad timezone rtl country countries vat market',
  accessibility:
    'accessibility accessible a11y wcag screenreader reader contrast aria blind keyboard dyslexia caption inclusive disability',
  pricing:
    'pricing price plan package packaging tier upgrade upsell crosssell discount premium seat subscription billing invoice invoicing monetization monetize revenue expansion paid enterprise licence license quota arpu',
  payment:
    'payment pay paypal checkout cart basket purchase buy order card wallet sepa ideal klarna apple google instalment installment refund express guest bank transfer',
  conversion:
    'conversion convert funnel landing abandonment abandon abandoned visitor guest checkout cart basket signup form address validation cta lead purchase complete express paypal',
  integration:
    'integration integrate api webhook connector connect sync synchronise rest graphql sdk oauth zapier slack jira salesforce hubspot teams marketplace partner plugin extension developer ecosystem import export',
  search:
    'search find findability discover discovery filter autocomplete suggestion relevance facet sort synonym typo query browse navigation navigate menu breadcrumb category catalogue catalog',
  analytics:
    'analytics analytic dashboard report reporting metric insight chart graph statistics kpi measure visualisation visualization trend forecast benchmark export drilldown bi',
  mobile:
    'mobile ios iphone android phone smartphone tablet app offline push deeplink touch gesture barcode camera swipe',
  support:
    'support helpdesk faq chat chatbot helpcenter helpcentre help selfservice complaint response csat nps contact call agent answer knowledge resolve resolution article satisfaction',
  collaboration:
    'collaboration collaborate comment mention share sharing notification notify realtime discussion together coedit inbox feed guest multiplayer',
  automation:
    'automation automate automated automatic automatically workflow rule trigger schedule scheduled bot batch recurring manual hand macro bulk',
  cost: 'cost costs cheaper spend saving infrastructure budget efficiency efficient margin cloud waste overhead',
  quality:
    'quality bug defect regression test testing flaky coverage debt refactor refactoring legacy cleanup lint maintainability',
  ai: 'ai ml llm gpt model copilot assistant recommendation recommend personalization personalisation prediction predict intelligent suggestion summarise summarize generate agent',
  delivery:
    'delivery deliver shipping ship shipment parcel package courier carrier tracking track stock inventory warehouse fulfilment fulfillment store collect pickup sameday dispatch logistics picking arrive eta',
  returns:
    'return returned refund exchange sent back size sizing fit fitting measurement photo image picture review zoom description material',
  acquisition:
    'acquisition acquire seo campaign marketing ads landing lead referral brand awareness traffic organic social influencer affiliate prospect demo',
  content: 'content cms article blog media video image asset editor publish publishing',
  planning:
    'planning roadmap backlog sprint forecast capacity timeline gantt milestone portfolio prioritisation prioritization',
  usability:
    'usability usable ux design redesign intuitive simple simplify easy easier clarity confusing layout theme darkmode navigation friction',
  admin:
    'admin administrator administration permission role provisioning governance workspace settings configuration configure directory enterprise company organisation organization',
  sustainability: 'sustainability sustainable carbon climate emission green energy recycle recycling footprint',
  hiring: 'hiring hire recruit recruiting employee staff workforce skill training shift payroll',
  patient: 'patient clinic clinician doctor nurse appointment medical care prescription diagnosis',
  learning: 'learning learn course lesson student teacher classroom quiz grade exam education',
  finance:
    'finance accounting ledger bookkeeping tax expense reconciliation reconcile invoice audit budget cashflow balance',
}

/** Families by word stem. */
export const CONCEPTS_OF: ReadonlyMap<string, readonly string[]> = (() => {
  const families = new Map<string, string[]>()
  for (const [family, words] of Object.entries(FAMILIES)) {
    for (const word of new Set(words.split(' ').map(stem))) families.set(word, [...(families.get(word) ?? []), family])
  }
  return families
})()
