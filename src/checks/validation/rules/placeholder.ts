import { posix } from 'node:path';
import type { Node, Scalar } from 'yaml';
import { isMap, isPair, isScalar, visit } from 'yaml';
import { isRecord } from '../../../common/records';
import type { TreeCheck, Context } from '../context';
import type { Problem } from '../problem';

/** A quick test for anything that may be a placeholder; most files have none. */
const ANY = /\{\{|\{[A-Z]|<[A-Za-z]|GITHUB_REPO|YOUR[_-]|CHANGE[_-]?ME|REPLACE[_-]?ME|example\.(?:com|org|net)/i;

/** Words that always stand for a value of yours. */
const WORDS =
  /\bGITHUB_REPO\b|\bYOUR[_-][A-Z0-9_-]*[A-Z0-9]|\bCHANGE[_-]?ME\b|\bREPLACE[_-]?ME\b|(?<![$\w{])\{[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\}(?!\})/;

/** Words in angle brackets, except for names in regular expressions. */
const BRACKETS =
  /(?<![?\w])<(?:(?:your|my)[-_ ][\w -]+|owner|org|organi[sz]ation|repo|repository|user(?:name)?|registry|app[-_ ]?name|namespace|project|account|image|tag|domain|host|cluster)(?:[-_ ]?(?:name|id|url))?>/i;

/** Lowercase words, which can also be real names: only checked in addresses. */
const ADDRESS_WORDS =
  /(?:^|[@/.])example\.(?:com|org|net)\b|\b(?:github|gitlab|bitbucket)\.\w+[:/](?:your|my)[-_][\w-]+|<[\w -]+>/i;

const ADDRESSES = new Set(['repoURL', 'sourceRepos', 'newName', 'image', 'url']);

/** Kinds whose values are templates of another tool, which fills in `{{ … }}` itself. */
const TEMPLATED =
  /^(?:ApplicationSet|PrometheusRule|AlertmanagerConfig|ConfigMap|Secret|SealedSecret|ExternalSecret|.*Workflow.*|ClusterGenerator)$/;

/**
 * S1: the repository URL was a placeholder, so the root could never sync. Comments do not count; in a workflow `${{ … }}`
 * is an expression; secret-template.yaml is exempt by its name.
 */
export const placeholder: TreeCheck = ({ tree, manifests, kustomizations, workflows }) => {
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
      fix: 'replace it with the real value',
    });
  };
  file.documents.forEach((document, index) => {
    const value = file.values[index];
    const kind = isRecord(value) ? String(value.kind) : '';
    visit(document, {
      Map(_key, node) {
        // Without quotes a placeholder parses as a map in a map.
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
        // Other rules check the commands of a step.
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
  // In templates of other tools, only a name in capitals is certainly not theirs.
  const braces = isTemplated ? /(?<!\$)\{\{\s*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*\}\}/ : /(?<!\$)\{\{[^}]*\}\}/;
  const found = (kind === 'ApplicationSet' ? undefined : braces.exec(text)) ?? WORDS.exec(text) ?? inBrackets(text);
  return (found ?? (ADDRESSES.has(key) ? ADDRESS_WORDS.exec(text) : undefined))?.[0];
}

/** In text of several lines or with a closing tag (XML), every bracket is part of the text. */
function inBrackets(text: string): RegExpExecArray | null {
  return text.includes('\n') || text.includes('</') ? null : BRACKETS.exec(text);
}

/** The key of a scalar, or of the list that it is in. */
function keyOf(node: Scalar, ancestors: readonly unknown[]): string {
  for (const ancestor of [...ancestors].reverse()) {
    if (isPair(ancestor)) return ancestor.key === node ? '' : isScalar(ancestor.key) ? String(ancestor.key.value) : '';
  }
  return '';
}
