import type { App, AppEnvironment } from '../../config/model';
import { nearestName } from '../../config/rules';
import { CommandError } from '../errors';

/** Finds by name; the error suggests the nearest name, or lists all of them. */
export function findNamed<T extends { readonly name: string }>(what: string, name: string, list: readonly T[]): T {
  const found = list.find((entry) => entry.name === name);
  if (found) return found;
  const names = list.map((entry) => entry.name);
  const guess = nearestName(name, names);
  const hint = guess ? `did you mean ${guess}?` : `known: ${names.join(', ') || 'none'}`;
  throw new CommandError(`no ${what} ${name}: ${hint}`);
}

/** An app in an environment, by the environment's name. */
export function findEnvironment(name: string, app: App): AppEnvironment {
  const { name: found } = findNamed(
    'environment',
    name,
    app.environments.map((own) => own.environment),
  );
  return app.environments.find((own) => own.environment.name === found) as AppEnvironment;
}
