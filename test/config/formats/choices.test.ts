import { onlyFinding } from '../../support/config-check';
import { describeTexts, withOption } from '../../support/config-options';

const LOG_LEVEL = {
  accepted: ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'],
  refused: ['debug', 'Info', 'WARN', 'FATAL', 'TRACE', 'NOTSET', 'INFO '],
};

describeTexts({
  pythonVersion: {
    accepted: ['3.11', '3.12', '3.13', '3.14'],
    refused: ['3', '3.9', '3.10', '3.1', '3.13.1', '2.7', '3.99', '4.0', 'v3.13', '3.13-slim', '3,13', '３.13'],
  },
  packageManager: {
    accepted: ['npm', 'pnpm', 'yarn'],
    refused: ['NPM', 'Pnpm', 'bun', 'yarn@1', 'pnpm@10.0.0', 'npm ', 'classic'],
  },
  'apps.web.server': {
    accepted: ['granian', 'gunicorn'],
    refused: ['Granian', 'uvicorn', 'granian ', 'gunicorn[gevent]'],
  },
  'apps.web.interface': { accepted: ['wsgi', 'asgi'], refused: ['WSGI', 'rsgi', 'asgi3', 'wsgi,asgi'] },
  'apps.web.framework': {
    accepted: ['flask', 'django', 'fastapi', 'starlette'],
    refused: ['Flask', 'django ', 'django5', 'rails', 'fastapi,starlette'],
  },
  'environments.dev.logLevel': LOG_LEVEL,
  'apps.web.environments.dev.logLevel': LOG_LEVEL,
});

describe('what a finding about a choice says', () => {
  test.each([
    ['apps.web.interface', 'fastapi', "set framework: 'fastapi' instead"],
    ['apps.web.interface', 'django', "set framework: 'django' instead"],
    ['apps.web.interface', 'litestar', "use 'asgi'"],
    ['apps.web.framework', 'asgi', "use 'fastapi' or 'starlette', or set interface: 'asgi'"],
    ['apps.web.framework', 'litestar', "leave it out, and set interface: 'asgi' and callable"],
    ['apps.web.framework', 'bottle', "leave it out, and set interface: 'wsgi' and callable"],
    ['apps.web.framework', 'FastAPI', "use 'fastapi'"],
    ['apps.web.framework', 'Fast-API', "use 'fastapi'"],
    ['apps.web.server', 'uvicorn', "use 'granian', with interface: 'asgi'"],
    ['apps.web.server', 'hypercorn', "use 'granian', with interface: 'asgi'"],
    ['apps.web.server', 'waitress', "use 'granian' or 'gunicorn'"],
  ])('a name that newcomers know better leads to a choice: %s %s', (option, value, fix) => {
    expect(onlyFinding(withOption(option, value)).fix).toBe(fix);
  });

  test('a choice in capitals is given the one without', () => {
    expect(onlyFinding(withOption('apps.web.server', 'Gunicorn')).fix).toBe("use 'gunicorn'");
    expect(onlyFinding(withOption('apps.web.interface', 'ASGI')).fix).toBe("use 'asgi'");
    expect(onlyFinding(withOption('apps.web.server', 'apache'))).toMatchObject({
      must: 'be one of granian, gunicorn',
      fix: 'change apps.web.server',
    });
  });

  test('a Python version with a patch level is given the one without', () => {
    expect(onlyFinding(withOption('pythonVersion', '3.13.1')).fix).toBe("use '3.13'");
  });

  test('a log level in lower case is given the one in upper case', () => {
    expect(onlyFinding(withOption('environments.dev.logLevel', 'debug')).fix).toBe("use 'DEBUG'");
  });
});
