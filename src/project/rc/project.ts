import type { NewExpression, Node, ObjectExpression } from '@babel/types';
import { Refusal } from './refusal';
import { propertyOf, resolveObject, resolveValue } from './scope';
import type { RcSource } from './source';
import { lineOf, nodesOf } from './source';

/** The class of the library; a company's own class may have any name. */
const CLASS = 'PythonGitOpsApp';

interface Candidate {
  readonly node: NewExpression;
  readonly options: ObjectExpression;
}

/** Finds the options of the project: the argument of its `new`. */
export function findOptions(source: RcSource): ObjectExpression {
  const news = [...nodesOf(source.file.program)].filter((node) => node.type === 'NewExpression');
  const refusals: Refusal[] = [];
  const candidates = news.flatMap((node) => candidateOf(source, node, refusals));
  const synthesized = new Set(synthesizedIn(source));
  const rounds: ((candidate: Candidate) => boolean)[] = [
    ({ node }) => synthesized.has(node),
    ({ options }) => has(options, 'apps') || has(options, 'name'),
    ({ options }) => has(options, 'apps'),
    ({ node: { callee } }) => callee.type === 'Identifier' && callee.name === CLASS,
  ];
  // Each criterion only applies if the previous ones leave several candidates.
  const left = rounds.reduce((rest, isLikely) => {
    const likely = rest.length > 1 ? rest.filter(isLikely) : rest;
    return likely.length === 0 ? rest : likely;
  }, candidates);
  if (left.length === 1) return left[0].options;
  if (left.length > 1) {
    throw new Refusal(lineOf(left[1].node), 'found several projects; keep one project per file');
  }
  throw refusals[0] ?? new Refusal(1, 'found no new project with literal options');
}

function candidateOf(source: RcSource, node: NewExpression, refusals: Refusal[]): Candidate[] {
  for (const argument of node.arguments) {
    try {
      return [{ node, options: resolveObject(source, argument, 'the object with the options') }];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.push(error);
    }
  }
  return [];
}

/** The object that `.synth()` is called on. */
function synthesizedIn(source: RcSource): Node[] {
  return [...nodesOf(source.file.program)].flatMap((node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
    const { object, property } = node.callee;
    if (property.type !== 'Identifier' || property.name !== 'synth') return [];
    try {
      return [resolveValue(source, object, 'the project')];
    } catch {
      return [];
    }
  });
}

function has(options: ObjectExpression, name: string): boolean {
  try {
    return propertyOf(options, name, name) !== undefined;
  } catch {
    return true;
  }
}
