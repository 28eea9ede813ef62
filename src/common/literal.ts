import { isRecord } from '../../common/records';

/** How a file writes strings and keys. */
export interface LiteralStyle {
  readonly quote: "'" | '"';
  /** Whether keys are quoted without need. */
  readonly quotesKeys: boolean;
}

const PRETTIER: LiteralStyle = { quote: "'", quotesKeys: false };

/** Plain data as TypeScript on one line. */
export function literal(value: unknown, style = PRETTIER): string {
  if (typeof value === 'string') return quote(value, style);
  if (Array.isArray(value)) return `[${value.map((entry) => literal(entry, style)).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return members.length === 0
    ? '{}'
    : `{ ${members.map(([name, member]) => `${key(name, style)}: ${literal(member, style)}`).join(', ')} }`;
}

export function key(name: string, style = PRETTIER): string {
  return !style.quotesKeys && /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name, style);
}

export function quote(value: string, style = PRETTIER): string {
  const json = JSON.stringify(value);
  if (style.quote === '"') return json;
  // JSON escapes are valid in TypeScript, except for the quotation mark.
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
