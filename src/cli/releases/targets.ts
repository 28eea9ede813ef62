import type { App, AppEnvironment, Repository } from '../../config/model';
import { notSet } from '../../config/model';
import { CommandError, EXIT } from '../errors';
import { findNamed } from '../repository/named';

/** Nothing is released before it is known where images are and where Argo CD reads. */
export function requireDeployable(repository: Repository): void {
  const missing = notSet(repository);
  if (missing.length === 0) return;
  const names = missing.map(({ option, example }) => `${option} (as in ${example})`).join(' and ');
  throw new CommandError(`nothing can be released until .projenrc.ts sets ${names}`, EXIT.findings);
}

export function findApp(name: string, repository: Repository): App {
  return findNamed('app', name, repository.apps);
}

/** The environment whose releases are given on to this one. */
export function environmentBefore(own: AppEnvironment, app: App): AppEnvironment | undefined {
  return app.environments[app.environments.indexOf(own) - 1];
}
