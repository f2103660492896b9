/** What the parts and factors of a score are called where room is short. */
const LABELS: Record<string, string> = {
  businessValue: 'Value',
  'business value': 'Value',
  timeCriticality: 'Time',
  'time criticality': 'Time',
  riskReduction: 'Risk',
  'risk reduction': 'Risk',
  costOfDelayPerWeek: 'Delay',
  alignment: 'Strategy',
  'competitive pressure': 'Rivals',
}
export const labelOf = (name: string) => LABELS[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`
