import type { RecipeNames } from './recipe-options';
import { RECIPE_OPTIONS } from './recipe-options';
import { members } from '../common/literal';
import { DEFAULT_WORKLOAD, PYTHON_RELEASES } from '../config/defaults';
import type { Repository } from '../config/model';
import { servicesOf } from '../config/model';
import { workloadObjectName } from '../config/names';
import { otherHost } from '../config/other-hosts';

/** How many levels of a recipe's options always have separate lines: `apps` and the app, or the like. */
const EXPANDED_LEVELS = 2;

/** What the page of recipes shows: the names of this repository, and the options of each recipe as code. */
export function recipesView(repository: Repository): object {
  const names = namesOf(repository);
  const options = Object.entries(RECIPE_OPTIONS).map(([recipe, make]) => [
    recipe,
    members(make(names), EXPANDED_LEVELS).join('\n'),
  ]);
  const isUv = repository.apps.some(({ name, packages }) => name === names.app && packages === 'uv');
  return {
    ...names,
    isUv,
    isNew: !repository.apps.some(({ name }) => name === names.app),
    options: Object.fromEntries(options),
  };
}

function namesOf(repository: Repository): RecipeNames {
  const free = freeNames(repository);
  const served = repository.apps.find((app) => servicesOf(app).length > 0);
  const app = served?.name ?? free('shop');
  const service = served === undefined ? DEFAULT_WORKLOAD : servicesOf(served)[0].name;
  const environments = repository.environments.map(({ name }) => name);
  const python = served?.pythonVersion ?? repository.pythonVersion;
  return {
    app,
    service,
    deployment: workloadObjectName(app, service),
    api: free('api'),
    site: free('site'),
    environments,
    environment: environments[environments.length - 1],
    otherPython: Object.keys(PYTHON_RELEASES)
      .filter((version) => version !== python)
      .slice(-1)[0],
    hasWorkflows: otherHost(repository) === undefined,
  };
}

/** Names for apps that this repository does not have, such as `api`, or else `api-2`. */
function freeNames({ apps }: Repository): (name: string) => string {
  const taken = new Set(apps.map(({ name }) => name));
  return (name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
    return free;
  };
}
