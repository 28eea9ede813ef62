import { PYTHON_RELEASES } from '../defaults';
import { FRAMEWORKS } from '../frameworks';
import { PACKAGE_MANAGER_NAMES } from '../package-managers';
import type { Rule } from '../rule';
import { text } from '../rules';

const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

const PYTHON_VERSIONS = Object.keys(PYTHON_RELEASES);

export const logLevel: Rule = text({
  must: `be one of ${LOG_LEVELS.join(', ')}`,
  values: LOG_LEVELS,
  test: (value) => LOG_LEVELS.includes(value),
  fix: (value) => {
    const name = value.toUpperCase();
    const level = { WARN: 'WARNING', FATAL: 'CRITICAL', TRACE: 'DEBUG' }[name] ?? name;
    return LOG_LEVELS.includes(level) ? `use '${level}'` : undefined;
  },
});

const ASGI_SERVER = "use 'granian', with interface: 'asgi'";
const WSGI_SERVER = "use 'granian' or 'gunicorn'";

export const server: Rule = choiceWith(['granian', 'gunicorn'], {
  daphne: ASGI_SERVER,
  hypercorn: ASGI_SERVER,
  uvicorn: ASGI_SERVER,
  uwsgi: WSGI_SERVER,
  waitress: WSGI_SERVER,
});

const WSGI_FRAMEWORK = "leave it out, and set interface: 'wsgi' and callable";
const ASGI_FRAMEWORK = "leave it out, and set interface: 'asgi' and callable";

export const framework: Rule = choiceWith(Object.keys(FRAMEWORKS), {
  asgi: "use 'fastapi' or 'starlette', or set interface: 'asgi'",
  wsgi: "use 'flask' or 'django', or set interface: 'wsgi'",
  bottle: WSGI_FRAMEWORK,
  falcon: WSGI_FRAMEWORK,
  pyramid: WSGI_FRAMEWORK,
  blacksheep: ASGI_FRAMEWORK,
  litestar: ASGI_FRAMEWORK,
  quart: ASGI_FRAMEWORK,
});

export const webInterface: Rule = choiceWith(['wsgi', 'asgi'], {
  bottle: "use 'wsgi'",
  django: "set framework: 'django' instead",
  fastapi: "set framework: 'fastapi' instead",
  flask: "set framework: 'flask' instead",
  litestar: "use 'asgi'",
  quart: "use 'asgi'",
  starlette: "set framework: 'starlette' instead",
});

const OWN_PIPELINE = "use 'none', and set up your own pipeline";

export const ci: Rule = choiceWith(['github', 'none'], {
  actions: "use 'github'",
  'github-actions': "use 'github'",
  azure: OWN_PIPELINE,
  bitbucket: OWN_PIPELINE,
  circleci: OWN_PIPELINE,
  gitea: OWN_PIPELINE,
  gitlab: OWN_PIPELINE,
  'gitlab-ci': OWN_PIPELINE,
  jenkins: OWN_PIPELINE,
});

const EXPORTED = "use 'requirements', with a lock that it exports, or 'uv'";

export const packages: Rule = choiceWith(['requirements', 'uv'], {
  hatch: "use 'uv'",
  pdm: EXPORTED,
  pip: "use 'requirements'",
  'pip-tools': "use 'requirements'",
  pipenv: EXPORTED,
  poetry: EXPORTED,
  pyproject: "use 'uv'",
  rye: "use 'uv'",
});

export const packageManager: Rule = choice(...PACKAGE_MANAGER_NAMES);

export const pythonVersion: Rule = text({
  must: `be one of ${PYTHON_VERSIONS.join(', ')}`,
  values: PYTHON_VERSIONS,
  test: (value) => PYTHON_VERSIONS.includes(value),
  fix: (value) => {
    const minor = value.split('.').slice(0, 2).join('.');
    return PYTHON_VERSIONS.includes(minor) ? `use '${minor}'` : undefined;
  },
});

/** One of a few words; the fix suggests one that differs only in case, dashes or underscores. */
export function choice(...values: readonly string[]): Rule {
  return choiceWith(values, {});
}

/** The same, with what to write instead of words that other tools use. */
export function choiceWith(values: readonly string[], instead: Readonly<Record<string, string>>): Rule {
  const guess = (value: string): string | undefined =>
    values.find((known) => known.toLowerCase().replace(/-/g, '') === value.toLowerCase().replace(/[-_ ]/g, ''));
  return text({
    must: values.length === 1 ? `be '${values[0]}', or be left out` : `be one of ${values.join(', ')}`,
    values,
    test: (value) => values.includes(value),
    fix: (value) => {
      const known = guess(value) ?? (values.length === 1 ? values[0] : undefined);
      if (known !== undefined) return `use '${known}'`;
      return Object.hasOwn(instead, value) ? instead[value] : undefined;
    },
  });
}
