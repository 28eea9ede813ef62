import type { Document } from 'yaml';
import { parseDocument, stringify } from 'yaml';
import { INLINE_STYLE, STYLE } from './yaml-style';
import { SubsetWriter } from './yaml-subset';

/** What is rendered is written by these; the YAML library writes what they do not know. */
const DOCUMENTS = new SubsetWriter((value) => stringify(value, STYLE), true);
const INLINE = new SubsetWriter((value) => stringify(value, INLINE_STYLE), false);

/** Writes one object as a YAML document. Keys keep their order. */
export function toYaml(value: unknown): string {
  return DOCUMENTS.write(value) ?? stringify(value, STYLE);
}

/**
 * Writes one object as text that stands in another document, without the newline at its end. Texts of several lines are
 * in quotes: the last line of a block would lose its newline with it.
 */
export function toInlineYaml(value: unknown): string {
  return (INLINE.write(value) ?? stringify(value, INLINE_STYLE)).trimEnd();
}

/** Writes several objects as one stream. */
export function toYamlStream(values: readonly unknown[]): string {
  return values.map(toYaml).join('---\n');
}

/** Reads a file that `toYaml` wrote, to change it. */
export function parseWritten(text: string): Document {
  return parseDocument(text, STYLE);
}

/** Writes it again, as `toYaml` would. */
export function writtenToYaml(document: Document): string {
  return document.toString(STYLE);
}

/** Writes a document that was parsed and changed; its comments and its quotes stay. */
export function documentToYaml(document: Document): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Writes a file of the user's that was parsed and changed, with its lists indented as they were. */
export function keepingToYaml(document: Document, indentSeq: boolean): string {
  return document.toString({ ...STYLE, indentSeq, flowCollectionPadding: false });
}
