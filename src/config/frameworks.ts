import type { Interface } from './defaults';

/** The web framework that an app's starter files use. */
export type Framework = 'flask' | 'django' | 'fastapi' | 'starlette';

/** How the server calls an application of each framework. The first framework of an interface is its default. */
export const FRAMEWORKS: Readonly<Record<Framework, Interface>> = {
  flask: 'wsgi',
  django: 'wsgi',
  fastapi: 'asgi',
  starlette: 'asgi',
};

/** Packages of starter locks that need much memory: until the lock exists, they decide about the default memory. */
export const STARTER_PACKAGES: Readonly<Record<Framework, readonly string[]>> = {
  flask: [],
  django: ['django', 'psycopg'],
  fastapi: ['fastapi'],
  starlette: [],
};

/** The frameworks of an interface, its default first. */
export function frameworksFor(own: Interface): Framework[] {
  return (Object.keys(FRAMEWORKS) as Framework[]).filter((name) => FRAMEWORKS[name] === own);
}
