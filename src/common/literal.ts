import { isRecord } from './records';

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
  const fields = Object.entries(value).filter(([, member]) => member !== undefined);
  return fields.length === 0
    ? '{}'
    : `{ ${fields.map(([name, member]) => `${key(name, style)}: ${literal(member, style)}`).join(', ')} }`;
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

/** The longest line of code in a document. */
const WIDTH = 100;

/**
 * The members of an object as TypeScript, to copy from a document: the first levels always on separate lines, deeper ones
 * only if they are too long for one line.
 */
export function members(value: object, expandedLevels: number, width = WIDTH): string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const before = `${key(name)}: `;
    const [first, ...rest] = lines(member, expandedLevels - 1, width, before.length + 1);
    return closed([before + first, ...rest]);
  });
}

/** A value as TypeScript, on one line if it fits. */
export function block(value: unknown): string[] {
  return lines(value, 0, WIDTH, 0);
}

/** A value on as few lines as fit, with `taken` characters of the first one in use. */
function lines(value: unknown, expandedLevels: number, width: number, taken: number): string[] {
  const line = literal(value);
  const isList = Array.isArray(value);
  if ((!isList && !isRecord(value)) || line.length < 3) return [line];
  if (expandedLevels <= 0 && taken + line.length <= width) return [line];
  const inner = isList
    ? value.flatMap((entry) => closed(lines(entry, 0, width - 2, 1)))
    : members(value, expandedLevels, width - 2);
  const [open, close] = isList ? '[]' : '{}';
  return [open, ...inner.map((text) => `  ${text}`), close];
}

function closed(texts: readonly string[]): string[] {
  return texts.map((text, index) => (index === texts.length - 1 ? `${text},` : text));
}
