import { posix } from 'node:path';
import type { Node, Scalar } from 'yaml';
import { isMap, isPair, isScalar, visit } from 'yaml';
import { isRecord } from '../../../common/records';
import type { Check, Context } from '../context';
import type { Problem } from '../problem';

/** What may be a placeholder at all; most files have nothing of the kind, and are not looked at any further. */
const ANY = /\{\{|\{[A-Z]|<[A-Za-z]|GITHUB_REPO|YOUR[_-]|CHANGE[_-]?ME|REPLACE[_-]?ME|example\.(?:com|org|net)/i;

/** Words that stand for a value of the reader's, wherever they are. */
const WORDS =
  /\bGITHUB_REPO\b|\bYOUR[_-][A-Z0-9_-]*[A-Z0-9]|\bCHANGE[_-]?ME\b|\bREPLACE[_-]?ME\b|(?<![$\w{])\{[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\}(?!\})/;

/** The same in angle brackets, unless it is a name in a regular expression. */
const BRACKETS =
  /(?<![?\w])<(?:(?:your|my)[-_ ][\w -]+|owner|org|organi[sz]ation|repo|repository|user(?:name)?|registry|app[-_ ]?name|namespace|project|account|image|tag|domain|host|cluster)(?:[-_ ]?(?:name|id|url))?>/i;

/** Words in lower case, which are names in earnest too: only in addresses. */
const ADDRESS_WORDS =
  /(?:^|[@/.])example\.(?:com|org|net)\b|\b(?:github|gitlab|bitbucket)\.\w+[:/](?:your|my)[-_][\w-]+|<[\w -]+>/i;

const ADDRESSES = new Set(['repoURL', 'sourceRepos', 'newName', 'image', 'url']);

/** Kinds whose values are templates of another tool, which fills in `{{ … }}` by itself. */
const TEMPLATED =
  /^(?:ApplicationSet|PrometheusRule|AlertmanagerConfig|ConfigMap|Secret|SealedSecret|ExternalSecret|.*Workflow.*|ClusterGenerator)$/;

/**
 * S1: a placeholder as the address of the repository, so that the root can never sync. Comments are no values; in a
 * workflow `${{ … }}` is an expression; the template of a secret is exempt by its name.
 */
export const placeholder: Check = ({ tree, manifests, kustomizations, workflows }) => {
  const ours = kustomizations.all().filter(({ isTemplate }) => !isTemplate);
  const files = [
    ...manifests.map((path) => ({ path, isWorkflow: false })),
    ...ours.map(({ path }) => ({ path, isWorkflow: false })),
    ...workflows.map(({ path }) => ({ path, isWorkflow: true })),
  ];
  return files
    .filter(({ path }) => posix.basename(path) !== 'secret-template.yaml' && ANY.test(tree.text(path) ?? ''))
    .flatMap(({ path, isWorkflow }) => inFile({ tree }, path, isWorkflow));
};

function inFile({ tree }: Pick<Context, 'tree'>, path: string, isWorkflow: boolean): Problem[] {
  const file = tree.yaml(path);
  const problems: Problem[] = [];
  const add = (node: Node, text: string): void => {
    problems.push({
      rule: 'S1-placeholder',
      path,
      ...file.positionOf(node),
      message: `the placeholder ${text} was never replaced`,
      fix: 'write the value that it stands for',
    });
  };
  file.documents.forEach((document, index) => {
    const value = file.values[index];
    const kind = isRecord(value) ? String(value.kind) : '';
    visit(document, {
      Map(_key, node) {
        // Without quotes a placeholder is a map in a map.
        const text = node.range ? file.text.slice(node.range[0], node.range[1]) : '';
        if (isMap(node) && node.flow && text.startsWith('{{')) {
          add(node, text);
          return visit.SKIP;
        }
        return undefined;
      },
      Scalar(_key, node, ancestors) {
        if (typeof node.value !== 'string') return undefined;
        const key = keyOf(node, ancestors);
        // What a step runs is judged by what it does.
        if (isWorkflow && key === 'run') return undefined;
        const found = find(node.value, key, isWorkflow || TEMPLATED.test(kind), kind);
        if (found !== undefined) add(node, found);
        return undefined;
      },
    });
  });
  return problems;
}

function find(text: string, key: string, isTemplated: boolean, kind: string): string | undefined {
  // Of other tools' templates, only a name in capitals is surely none of theirs.
  const braces = isTemplated ? /(?<!\$)\{\{\s*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*\}\}/ : /(?<!\$)\{\{[^}]*\}\}/;
  const found = (kind === 'ApplicationSet' ? undefined : braces.exec(text)) ?? WORDS.exec(text) ?? inBrackets(text);
  return (found ?? (ADDRESSES.has(key) ? ADDRESS_WORDS.exec(text) : undefined))?.[0];
}

/** Of text in several lines or with an end tag, which is XML, every bracket is part of it. */
function inBrackets(text: string): RegExpExecArray | null {
  return text.includes('\n') || text.includes('</') ? null : BRACKETS.exec(text);
}

/** The key that a scalar is the value of, or that the list of it is. */
function keyOf(node: Scalar, ancestors: readonly unknown[]): string {
  for (const ancestor of [...ancestors].reverse()) {
    if (isPair(ancestor)) return ancestor.key === node ? '' : isScalar(ancestor.key) ? String(ancestor.key.value) : '';
  }
  return '';
}
