import type { App, AppEnvironment, Repository } from '../../config/model';
import { notSet } from '../../config/model';
import { CommandError, EXIT } from '../errors';
import { findNamed } from '../repository/named';

/** A release needs the registry of the images and the repository that Argo CD reads. */
export function requireDeployable(repository: Repository): void {
  const missing = notSet(repository);
  if (missing.length === 0) return;
  const names = missing.map(({ option, example }) => `${option} (as in ${example})`).join(' and ');
  throw new CommandError(`cannot release until .projenrc.ts sets ${names}`, EXIT.findings);
}

export function findApp(name: string, repository: Repository): App {
  return findNamed('app', name, repository.apps);
}

/** The environment whose releases are promoted to this one. */
export function environmentBefore(own: AppEnvironment, app: App): AppEnvironment | undefined {
  return app.environments[app.environments.indexOf(own) - 1];
}
