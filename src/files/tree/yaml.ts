import type { Document } from 'yaml';
import { parseDocument, stringify } from 'yaml';
import { INLINE_STYLE, STYLE } from './yaml-style';
import { SubsetWriter } from './yaml-subset';

/** Fast writers for rendered objects; the YAML library writes what they do not support. */
const DOCUMENTS = new SubsetWriter((value) => stringify(value, STYLE), true);
const INLINE = new SubsetWriter((value) => stringify(value, INLINE_STYLE), false);

/** Writes one object as a YAML document, keeping the order of its keys. */
export function toYaml(value: unknown): string {
  return DOCUMENTS.write(value) ?? stringify(value, STYLE);
}

/**
 * Writes one object as text for use inside another document, without a trailing newline. Multiline texts are quoted: the
 * last line of a block would lose its newline too.
 */
export function toInlineYaml(value: unknown): string {
  return (INLINE.write(value) ?? stringify(value, INLINE_STYLE)).trimEnd();
}

/** Writes several objects as one stream. */
export function toYamlStream(values: readonly unknown[]): string {
  return values.map(toYaml).join('---\n');
}

/** Parses a file that `toYaml` wrote, to edit it. */
export function parseWritten(text: string): Document {
  return parseDocument(text, STYLE);
}

/** Writes it again as `toYaml` would. */
export function writtenToYaml(document: Document): string {
  return document.toString(STYLE);
}

/** Writes a parsed and edited document, keeping its comments and quotes. */
export function documentToYaml(document: Document): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Writes one of your files after an edit, keeping the indentation of its lists. */
export function keepingToYaml(document: Document, indentSeq: boolean): string {
  return document.toString({ ...STYLE, indentSeq, flowCollectionPadding: false });
}
