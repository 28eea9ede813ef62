import { compare } from '../common/order';
import { RUNTIME_REQUIREMENTS } from '../config/defaults';
import type { App } from '../config/model';
import { isTraced } from '../config/model';
import { withHeader } from '../files/tree/header';

/** A package that the runtime of an app needs. */
export interface RuntimeRequirement {
  /** Name, normalized as on PyPI. */
  readonly name: string;
  /** Oldest version that the runtime supports. */
  readonly lowest: string;
}

/** Packages that the runtime of an app needs, by name. */
export function requirementsOf(app: App): RuntimeRequirement[] {
  const packages = [
    RUNTIME_REQUIREMENTS.all,
    RUNTIME_REQUIREMENTS[app.framework],
    RUNTIME_REQUIREMENTS[app.server],
    ...(isTraced(app) ? [RUNTIME_REQUIREMENTS.tracing] : []),
  ];
  return packages
    .flatMap((versions) => Object.entries(versions).map(([name, lowest]): RuntimeRequirement => ({ name, lowest })))
    .sort((a, b) => compare(a.name, b.name));
}

/** The file that lists them for pip and uv, included in `src/requirements.in` of the app. */
export function requirementsPath(app: App): string {
  return `apps/${app.name}/src/gitops_runtime/requirements.in`;
}

/** Renders the list of packages. */
export function renderRequirements(app: App, option: string): string {
  const lines = requirementsOf(app).map(({ name, lowest }) => `${name}>=${lowest}\n`);
  return withHeader(requirementsPath(app), option, lines.join(''));
}
