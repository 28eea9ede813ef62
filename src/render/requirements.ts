import { compare } from '../common/order';
import { RUNTIME_REQUIREMENTS } from '../config/defaults';
import type { App } from '../config/model';
import { withHeader } from '../files/tree/header';

/** A package that the runtime module of an app needs. */
export interface Requirement {
  /** Its name, as PyPI normalizes it. */
  readonly name: string;
  /** The lowest version that the runtime module works with. */
  readonly lowest: string;
}

/** What the runtime module of an app needs, by name. */
export function requirementsOf(app: App): Requirement[] {
  const packages = [RUNTIME_REQUIREMENTS.all, RUNTIME_REQUIREMENTS[app.interface], RUNTIME_REQUIREMENTS[app.server]];
  return packages
    .flatMap((versions) => Object.entries(versions).map(([name, lowest]): Requirement => ({ name, lowest })))
    .sort((a, b) => compare(a.name, b.name));
}

/** The file that says so to pip and uv, included by the app's own `src/requirements.in`. */
export function requirementsPath(app: App): string {
  return `apps/${app.name}/src/gitops_runtime/requirements.in`;
}

/** Renders that file. */
export function renderRequirements(app: App, option: string): string {
  const lines = requirementsOf(app).map(({ name, lowest }) => `${name}>=${lowest}\n`);
  return withHeader(requirementsPath(app), option, lines.join(''));
}
