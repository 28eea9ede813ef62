import { CommandError, EXIT } from './errors';
import type { App, AppEnvironment, Repository } from '../config/model';
import { notSet } from '../config/model';
import { nearest } from '../config/rules';

/** Nothing is released before it is known where images are and where Argo CD reads. */
export function requireDeployable(repository: Repository): void {
  const missing = notSet(repository);
  if (missing.length === 0) return;
  const names = missing.map(({ option, example }) => `${option} (as in ${example})`).join(' and ');
  throw new CommandError(`nothing can be released until .projenrc.ts sets ${names}`, EXIT.findings);
}

export function findApp(name: string, repository: Repository): App {
  return find('app', name, repository.apps);
}

export function findEnvironment(name: string, app: App): AppEnvironment {
  const { name: found } = find(
    'environment',
    name,
    app.environments.map((own) => own.environment),
  );
  return app.environments.find((own) => own.environment.name === found) as AppEnvironment;
}

/** The environment whose releases are given on to this one. */
export function environmentBefore(own: AppEnvironment, app: App): AppEnvironment | undefined {
  return app.environments[app.environments.indexOf(own) - 1];
}

function find<T extends { readonly name: string }>(what: string, name: string, list: readonly T[]): T {
  const found = list.find((entry) => entry.name === name);
  if (found) return found;
  const names = list.map((entry) => entry.name);
  const guess = nearest(name, names);
  const hint = guess
    ? `did you mean ${guess}?`
    : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ') || 'none'}`;
  throw new CommandError(`no ${what} ${name}: ${hint}`);
}
