/** The backing services that `development.services` can start on a developer's machine. */
export const BACKING_SERVICE_NAMES = ['postgres', 'mysql', 'redis', 'valkey', 'rabbitmq'] as const;

export type BackingServiceName = (typeof BACKING_SERVICE_NAMES)[number];

interface BackingService {
  readonly image: string;
  readonly port: number;
  /** The environment variable that gets the address. */
  readonly variable: string;
  /** The address for an app; `{address}` stands for host and port. */
  readonly url: (app: string) => string;
  readonly environment: (app: string) => Readonly<Record<string, string>>;
  /** A command that succeeds once the service is ready. */
  readonly healthcheck: readonly string[];
  /** The folder of its data; a version can have another one. */
  readonly data: (version: string) => string;
}

/** Only for services that are reachable from the developer's own machine. */
const LOCAL_PASSWORD = 'local';

/** The first version of PostgreSQL whose image has the data in a folder for each version. */
const POSTGRES_FOLDERS = 18;

const REDIS = {
  port: 6379,
  variable: 'REDIS_URL',
  url: () => 'redis://{address}/0',
  environment: () => ({}),
  data: () => '/data',
};

/**
 * What differs between them. A new one needs a row here, and its name above.
 *
 * @see https://hub.docker.com/search?badges=official
 */
export const BACKING_SERVICES: Readonly<Record<BackingServiceName, BackingService>> = {
  postgres: {
    image: 'docker.io/library/postgres',
    port: 5432,
    variable: 'DATABASE_URL',
    url: (app) => `postgresql://${app}:${LOCAL_PASSWORD}@{address}/${app}`,
    environment: (app) => ({ POSTGRES_USER: app, POSTGRES_PASSWORD: LOCAL_PASSWORD, POSTGRES_DB: app }),
    // Over TCP: while it sets up the database, the image runs a server that listens on its socket only.
    healthcheck: ['pg_isready', '--host', '127.0.0.1'],
    data: (version) => (parseInt(version, 10) < POSTGRES_FOLDERS ? '/var/lib/postgresql/data' : '/var/lib/postgresql'),
  },
  mysql: {
    image: 'docker.io/library/mysql',
    port: 3306,
    variable: 'DATABASE_URL',
    url: (app) => `mysql://${app}:${LOCAL_PASSWORD}@{address}/${app}`,
    environment: (app) => ({
      MYSQL_USER: app,
      MYSQL_PASSWORD: LOCAL_PASSWORD,
      MYSQL_ROOT_PASSWORD: LOCAL_PASSWORD,
      MYSQL_DATABASE: app,
    }),
    healthcheck: ['mysqladmin', 'ping', '--host=127.0.0.1', '--user=root', `--password=${LOCAL_PASSWORD}`],
    data: () => '/var/lib/mysql',
  },
  redis: { ...REDIS, image: 'docker.io/library/redis', healthcheck: ['redis-cli', 'ping'] },
  valkey: { ...REDIS, image: 'docker.io/valkey/valkey', healthcheck: ['valkey-cli', 'ping'] },
  rabbitmq: {
    image: 'docker.io/library/rabbitmq',
    port: 5672,
    variable: 'AMQP_URL',
    url: (app) => `amqp://${app}:${LOCAL_PASSWORD}@{address}/`,
    environment: (app) => ({ RABBITMQ_DEFAULT_USER: app, RABBITMQ_DEFAULT_PASS: LOCAL_PASSWORD }),
    healthcheck: ['rabbitmq-diagnostics', '--quiet', 'check_port_connectivity'],
    data: () => '/var/lib/rabbitmq',
  },
};
