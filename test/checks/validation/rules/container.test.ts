import { add, cleanTree, edit, found, judge } from '../support';

const APP = 'apps/example-app';
const DOCKERFILE = `${APP}/Dockerfile`;
const DEPLOYMENT = `${APP}/k8s/base/deployment.yaml`;
const SERVICE = `${APP}/k8s/base/service.yaml`;
const CMD = 'CMD ["gunicorn", "--bind", "0.0.0.0:5000", "--workers", "1", "server:app"]';
const named = (change: Parameters<typeof found>[1]): Promise<string[]> => found('S12-cannot-start', change);
const start = (line: string) => edit(DOCKERFILE, CMD, line);

describe('the target of a start command', () => {
  test.each([
    ['a module under the name of its folder', 'CMD ["gunicorn", "src.server:app"]', 'src.server'],
    ['a module that is not there', 'CMD ["uvicorn", "main:app", "--host", "0.0.0.0"]', 'main'],
    ['a shell', 'CMD exec gunicorn --workers 1 src.server:app', 'src.server'],
    ['a shell in a list', 'CMD ["sh", "-c", "exec gunicorn src.server:app"]', 'src.server'],
    ['python -m of a server', 'CMD ["python", "-m", "gunicorn", "src.server:app"]', 'src.server'],
    ['python -m', 'CMD ["python", "-m", "src.server"]', 'src.server'],
    ['a file', 'CMD ["python", "src/server.py"]', 'src/server.py'],
    ['a script', 'ENTRYPOINT ["./start.sh"]', './start.sh'],
    ['another folder', 'CMD ["gunicorn", "--chdir", "/srv", "wsgi:app"]', 'wsgi'],
    ['a command after an entry point', 'ENTRYPOINT ["tini", "--"]\nCMD ["gunicorn", "src.server:app"]', 'src.server'],
  ])('is searched in the image: %s', async (_what, line, name) => {
    expect(await named(start(line))).toEqual([expect.stringContaining(`=> starts ${name}, which is not in /`)]);
  });

  test('is found in another place', async () => {
    expect(await named(start('CMD ["gunicorn", "src.server:app"]'))).toEqual([
      `${DOCKERFILE} | CMD ["gunicorn", "src.server:app"] => starts src.server, which is not in /work; ` +
        'found /work/server.py',
    ]);
  });

  test.each([
    [
      'a module next to it',
      start('CMD ["gunicorn", "--config=gunicorn.conf.py", "-k", "gthread", "server:create_app()"]'),
    ],
    ['a module by another folder', start('CMD ["gunicorn", "--chdir", "/work", "server:app"]')],
    [
      'a module on the path',
      (files: Map<string, string>) => {
        edit(DOCKERFILE, 'WORKDIR /work', 'WORKDIR /work\nENV PYTHONPATH=/work')(files);
        edit(DOCKERFILE, 'USER app', 'WORKDIR /tmp\nUSER app')(files);
      },
    ],
    ['a module of a package', start('CMD ["python", "-m", "http.server"]')],
    [
      'a package with the module',
      (files: Map<string, string>) => {
        edit(DOCKERFILE, 'COPY src/ ./', 'COPY src ./src')(files);
        start('CMD ["gunicorn", "src.server:app"]')(files);
      },
    ],
    [
      'what another stage made',
      (files: Map<string, string>) => {
        edit(DOCKERFILE, 'COPY src/ ./', 'COPY --from=build /work /work')(files);
        start('CMD ["gunicorn", "main:app"]')(files);
      },
    ],
    [
      'what a command made',
      (files: Map<string, string>) => {
        edit(
          DOCKERFILE,
          'COPY src/ ./',
          'COPY src/ /tmp/src/\nRUN pip install /tmp/src && cp -r /tmp/src/* /work',
        )(files);
        start('CMD ["gunicorn", "main:app"]')(files);
      },
    ],
    ['a program of the base image', start('CMD ["/usr/local/bin/serve"]')],
    [
      'a stage on top of another',
      edit(
        DOCKERFILE,
        'FROM docker.io/library/python:3.13-slim-bookworm\n',
        'FROM docker.io/library/python:3.13-slim-bookworm AS base\nWORKDIR /other\nFROM base\n',
      ),
    ],
    ['a wildcard', edit(DOCKERFILE, 'COPY src/ ./', 'COPY src/*.py ./')],
  ])('may be %s', async (_what, change) => {
    expect(await named(change)).toEqual([]);
  });

  test('makes the build fail when it is copied but missing', async () => {
    expect(await named(edit(DOCKERFILE, 'COPY src/ ./', 'COPY app/ ./'))).toEqual([
      `${DOCKERFILE} | COPY app/ ./ => copies app/, which is not in the build context, so the build fails`,
    ]);
  });

  test('may be built from the root of the repository', async () => {
    const change = (files: Map<string, string>): void => {
      edit(DOCKERFILE, 'COPY src/requirements.txt', `COPY ${APP}/src/requirements.txt`)(files);
      edit(DOCKERFILE, 'COPY src/ ./', `COPY ${APP}/src/ ./`)(files);
    };
    expect(await named(change)).toEqual([]);
  });
});

describe('the user of the image and of the manifest', () => {
  test.each([
    [
      'is another number',
      'RUN useradd --uid 10001',
      'RUN useradd --uid 999',
      'runs as user 10001, but the image has user 999',
    ],
    ['has no fixed number', 'RUN useradd --uid 10001', 'RUN useradd --system', 'user app without a fixed number'],
    ['is another number, by number', 'USER app', 'USER 1000:1000', 'the image has user 1000'],
    ['is root', 'USER app', 'USER root', 'the image has user 0'],
  ])('differ when one %s', async (_what, from, to, message) => {
    expect(await named(edit(DOCKERFILE, from, to))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^${DEPLOYMENT} \\| runAsUser: 10001 => Deployment example-app: .*${message}.* \\(${DOCKERFILE}:\\d+\\)$`,
        ),
      ),
    ]);
  });

  test('with a name cannot be told from root by Kubernetes', async () => {
    expect(await named(edit(DEPLOYMENT, '        runAsUser: 10001\n', ''))).toEqual([
      `${DEPLOYMENT} | runAsNonRoot: true => Deployment example-app: runAsNonRoot needs a numeric user, but the image runs as app`,
    ]);
  });

  test('with the same number in both pass', async () => {
    expect(await named(edit(DOCKERFILE, 'USER app', 'USER 10001:10001'))).toEqual([]);
  });
});

describe('several workers with metrics', () => {
  const four = '"--workers", "4"';

  test('keep separate metrics', async () => {
    expect(await named(edit(DOCKERFILE, '"--workers", "1"', four))).toEqual([
      expect.stringContaining(`${DOCKERFILE} | CMD`) as string,
    ]);
    expect(await named(edit(DOCKERFILE, 'EXPOSE 5000', 'EXPOSE 5000\nENV WEB_CONCURRENCY=2'))).toEqual([]);
    const byVariable = (files: Map<string, string>): void => {
      edit(DOCKERFILE, '"--workers", "1", ', '')(files);
      edit(
        DEPLOYMENT,
        '        envFrom:\n',
        '        env:\n        - name: WEB_CONCURRENCY\n          value: "3"\n        envFrom:\n',
      )(files);
    };
    expect(await named(byVariable)).toEqual([expect.stringContaining('3 workers keep separate metrics')]);
  });

  test('set in the configuration of gunicorn are reported there', async () => {
    const change = (files: Map<string, string>): void => {
      edit(DOCKERFILE, '"--workers", "1", ', '')(files);
      files.set(`${APP}/src/gunicorn.conf.py`, 'bind = "0.0.0.0:5000"\nworkers = 8\n');
    };
    expect(await named(change)).toEqual([
      expect.stringContaining(`${APP}/src/gunicorn.conf.py | workers = 8 => 8 workers`),
    ]);
  });

  test.each([
    [
      'a folder for the metrics of all',
      edit(DOCKERFILE, 'EXPOSE 5000', 'EXPOSE 5000\nENV PROMETHEUS_MULTIPROC_DIR=/tmp/metrics'),
    ],
    [
      'no metrics',
      edit(
        `${APP}/src/server.py`,
        'from prometheus_client import generate_latest',
        'def generate_latest(): return b""',
      ),
    ],
  ])('pass with %s', async (_what, change) => {
    const both = (files: Map<string, string>): void => {
      change(files);
      edit(DOCKERFILE, '"--workers", "1"', four)(files);
    };
    expect(await named(both)).toEqual([]);
  });
});

describe('a port that is not open', () => {
  test.each([
    [
      'a Service by number',
      SERVICE,
      'targetPort: http',
      'targetPort: 8080',
      'Service example-app: targets port 8080, but Deployment example-app opens http, 5000',
    ],
    [
      'a Service by name',
      SERVICE,
      'targetPort: http',
      'targetPort: web',
      'Service example-app: targets port web, but Deployment example-app opens http, 5000',
    ],
    ['a Service without a target', SERVICE, '    targetPort: http\n', '', 'Service example-app: targets port 80, but'],
    [
      'a probe by number',
      DEPLOYMENT,
      'port: 5000',
      'port: 8080',
      'Deployment example-app: readinessProbe uses port 8080, but the container opens http, 5000',
    ],
    ['a probe by name', DEPLOYMENT, 'port: http', 'port: web', 'Deployment example-app: livenessProbe uses port web'],
    [
      'a scrape',
      DEPLOYMENT,
      '"5000"',
      '"9090"',
      'Deployment example-app: prometheus.io/port is 9090, but the container opens http, 5000',
    ],
    [
      'the image',
      DOCKERFILE,
      'EXPOSE 5000',
      'EXPOSE 8000',
      `Deployment example-app: opens port 5000, but the image exposes 8000 (${DOCKERFILE}:8)`,
    ],
  ])('is reported: %s', async (_what, path, from, to, message) => {
    expect(await named(edit(path, from, to))).toEqual([expect.stringContaining(`=> ${message}`)]);
  });

  test.each([
    [
      'a container that is told its port',
      (files: Map<string, string>) => {
        edit(DOCKERFILE, 'EXPOSE 5000', 'EXPOSE 8000')(files);
        edit(
          DEPLOYMENT,
          '        envFrom:\n',
          '        env:\n        - name: PORT\n          value: "5000"\n        envFrom:\n',
        )(files);
      },
    ],
    ['a Service for pods elsewhere', edit(SERVICE, 'app: example-app', 'app: other')],
    ['a prebuilt image next to it', add({})],
  ])('is not reported: %s', async (_what, change) => {
    expect(await named(change)).toEqual([]);
  });
});

describe('the rules about an image apply to the app’s image, wherever it runs', () => {
  const own = [{ app: 'example-app', image: 'docker.io/acme/example-app', workloads: ['example-app'] }];
  const extra = (container: string, kind = 'Deployment') =>
    add({
      [`${APP}/k8s/base/extra.yaml`]:
        `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: extra\nspec:\n  selector: {matchLabels: {app: extra}}\n` +
        `  template:\n    metadata: {labels: {app: extra}}\n    spec:\n      securityContext: {runAsNonRoot: true, runAsUser: 999}\n` +
        `      containers:\n      - ${container}\n`,
    });
  const listed = (change: (files: Map<string, string>) => void) => (files: Map<string, string>) => {
    edit(`${APP}/k8s/base/kustomization.yaml`, '- service.yaml\n', '- service.yaml\n- extra.yaml\n')(files);
    change(files);
  };

  test.each([
    ['a Redis', '{name: redis, image: "docker.io/library/redis:7.4", ports: [{containerPort: 6379}]}', 'StatefulSet'],
    ['a Postgres by digest', `{name: db, image: "postgres@sha256:${'a'.repeat(64)}", ports: [{containerPort: 5432}]}`],
    ['an image of another team', '{name: api, image: "docker.io/acme/other:1.2", ports: [{containerPort: 9000}]}'],
  ])('not to %s', async (_what, container, kind = 'Deployment') => {
    expect(await named(listed(extra(container, kind)))).toEqual([]);
    expect(await found('S12-cannot-start', listed(extra(container, kind)), { apps: own })).toEqual([]);
  });

  test.each([['without a config', {}] as const, ['with a config', { apps: own }] as const])(
    'but to an extra manifest of it, %s',
    async (_what, options) => {
      const change = listed(
        extra('{name: two, image: docker.io/acme/example-app, ports: [{name: http, containerPort: 6379}]}'),
      );
      expect(await found('S12-cannot-start', change, options)).toEqual([
        `${APP}/k8s/base/extra.yaml | securityContext: {runAsNonRoot: true, runAsUser: 999} => Deployment extra: runs as user ` +
          `999, but the image has user 10001 (${DOCKERFILE}:7)`,
        `${APP}/k8s/base/extra.yaml | - {name: two, image: docker.io/acme/example-app, ports: [{name: http, containerPort: 6379}]} => ` +
          `Deployment extra: opens port 6379, but the image exposes 5000 (${DOCKERFILE}:8)`,
      ]);
    },
  );

  test('and to a sidecar of a pod, while the app’s container next to it is judged', async () => {
    const change = (files: Map<string, string>): void => {
      edit(
        DEPLOYMENT,
        '        resources:\n',
        '      - name: proxy\n        image: docker.io/library/nginx:1.29\n        ports:\n        - containerPort: 8443\n        resources:\n',
      )(files);
      edit(DOCKERFILE, 'EXPOSE 5000', 'EXPOSE 8000')(files);
    };
    expect(await named(change)).toEqual([
      `${DEPLOYMENT} | containerPort: 5000 => Deployment example-app: opens port 5000, but the image exposes 8000 (${DOCKERFILE}:8)`,
    ]);
  });

  test('an image that only the folder tells is the app’s if it is the only one', async () => {
    const change = (files: Map<string, string>): void => {
      edit(DEPLOYMENT, 'docker.io/acme/example-app', 'docker.io/acme/service')(files);
      edit(DOCKERFILE, 'EXPOSE 5000', 'EXPOSE 8000')(files);
    };
    expect(await named(change)).toEqual([expect.stringContaining('opens port 5000, but the image exposes 8000')]);
  });

  test('a mutable tag of another image asks for its version', async () => {
    const files = cleanTree();
    listed(extra('{name: redis, image: "docker.io/library/redis:latest"}'))(files);
    const { problems } = await judge(files);
    expect(problems.filter(({ rule }) => rule === 'S6-mutable-tag').map(({ message, fix }) => [message, fix])).toEqual([
      [
        'production runs docker.io/library/redis:latest, a mutable tag (Deployment extra)',
        'use an exact version of docker.io/library/redis, preferably with its digest',
      ],
    ]);
  });
});
