import { Document, isScalar, Scalar, stringify, visit } from 'yaml';

/**
 * Kubernetes tools read YAML 1.1, in which a bare `on`, `1e5` or `012` is no string: the writer quotes for it.
 * Sequences are not indented and lines not folded, as kubectl and kustomize write them.
 */
const STYLE = { version: '1.1', indentSeq: false, lineWidth: 0, aliasDuplicateObjects: false } as const;

/** Writes one object as a YAML document. Keys keep their order. */
export function toYaml(value: unknown): string {
  return stringify(value, STYLE);
}

/** Writes several objects as one stream. */
export function toYamlStream(values: readonly unknown[]): string {
  return values.map(toYaml).join('---\n');
}

/** Writes a document that was parsed and changed; its comments stay. */
export function documentToYaml(document: Document): string {
  visit(document, {
    Scalar(_key, node) {
      // A multi-line script stays a block; anything else is written as the writer likes.
      if (isScalar(node) && node.type !== Scalar.BLOCK_LITERAL) node.type = undefined;
    },
  });
  return document.toString({ ...STYLE, indentSeq: true });
}
