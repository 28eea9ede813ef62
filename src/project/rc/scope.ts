import type { ArrayExpression, Expression, Node, ObjectExpression, ObjectProperty } from '@babel/types';
import { Refusal } from './refusal';
import type { RcSource } from './source';
import { lineOf, nodesOf } from './source';

/** An object or list literal. */
export type Container = ObjectExpression | ArrayExpression;

/** Resolves a value: removes type assertions, and follows names to their declarations. */
export function resolveValue(source: RcSource, node: Node, what: string): Expression {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return resolveValue(source, node.expression, what);
    case 'Identifier':
      return resolveValue(source, declared(source, node.name, node, what), what);
    case 'MemberExpression':
      return resolveMember(source, node, what);
    default:
      return node as Expression;
  }
}

/** An object literal; otherwise a refusal that names what was found. */
export function resolveObject(source: RcSource, node: Node, what: string): ObjectExpression {
  const value = resolveValue(source, node, what);
  if (value.type === 'ObjectExpression') return value;
  throw new Refusal(lineOf(value), `${what} ${describe(value)}`);
}

/** An object or list literal. */
export function resolveContainer(source: RcSource, node: Node, what: string): Container {
  const value = resolveValue(source, node, what);
  if (value.type === 'ObjectExpression' || value.type === 'ArrayExpression') return value;
  throw new Refusal(lineOf(value), `${what} ${describe(value)}`);
}

/** The name of a property, if it is fixed. */
export function propertyName(property: ObjectExpression['properties'][number]): string | undefined {
  if (property.type === 'SpreadElement') return undefined;
  const { key, computed } = property;
  if (key.type === 'StringLiteral') return key.value;
  return key.type === 'Identifier' && !computed ? key.name : undefined;
}

/** The property of a name; undefined when it is not written here. */
export function propertyOf(object: ObjectExpression, name: string, what: string): ObjectProperty | undefined {
  const found = object.properties.filter((property) => propertyName(property) === name);
  if (found.length > 1) throw new Refusal(lineOf(found[1]), `${what} is set twice`);
  if (found.length === 0) return undefined;
  const [property] = found;
  if (property.type === 'ObjectProperty') return property;
  throw new Refusal(lineOf(property), `${what} is computed by a function`);
}

/** The declaration of a name, at the top of the file. */
function declared(source: RcSource, name: string, use: Node, what: string): Node {
  const inits: Node[] = [];
  for (const node of nodesOf(source.file.program)) {
    if (node.type === 'ImportDeclaration' && node.specifiers.some(({ local }) => local.name === name)) {
      throw new Refusal(lineOf(node), `${what} is imported from '${node.source.value}'`);
    }
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || node.id.name !== name) continue;
    if (!node.init) throw new Refusal(lineOf(node), `${what} is assigned elsewhere`);
    inits.push(node.init);
  }
  if (inits.length === 0) {
    throw new Refusal(lineOf(use), `${what} is ${name}, which this file does not declare as a const`);
  }
  if (inits.length > 1) throw new Refusal(lineOf(inits[1]), `${what} is ${name}, which is declared twice`);
  return inits[0];
}

function resolveMember(source: RcSource, node: Node & { type: 'MemberExpression' }, what: string): Expression {
  const { object, property, computed } = node;
  const name = property.type === 'StringLiteral' ? property.value : property.type === 'Identifier' ? property.name : '';
  if ((computed && property.type !== 'StringLiteral') || name === '') return node;
  const holder = resolveValue(source, object, what);
  if (holder.type !== 'ObjectExpression') return node;
  const found = propertyOf(holder, name, what);
  return found === undefined ? node : resolveValue(source, found.value, what);
}

/** What was found in place of a literal. */
function describe(value: Node): string {
  switch (value.type) {
    case 'CallExpression':
    case 'NewExpression':
      return 'is computed by a function';
    case 'ConditionalExpression':
    case 'LogicalExpression':
      return 'depends on a condition';
    default:
      return 'is not an object or list literal';
  }
}
