import { check, onlyFinding, shop } from '../../support/config-check';

/** A config with a cron job that is right but for what is given. */
const withJob = (own: object): Record<string, unknown> =>
  shop({ apps: { web: { workloads: { nightly: { command: ['true'], schedule: '0 3 * * *', ...own } } } } });

const PATH = 'apps.web.workloads.nightly';

describe('the schedule of a cron job', () => {
  test.each([
    '* * * * *',
    '0 3 * * *',
    '*/15 * * * *',
    '0 0 1 1 *',
    '30 2 * * 1-5',
    '0 9-17/2 * * MON-FRI',
    '5,35 0-6,18-23 * jan,JUL sun',
    '10/20 * * * *',
    '0 0 29 2 *',
    // Where both kinds of day are said, either is enough.
    '0 0 31 2 0',
    '59 23 31 12 6',
    '0  3 * * *',
    '0 3 ? * *',
    '@daily',
    '@weekly',
    '@hourly',
    '@every 1h',
    '@every 1h30m',
  ])('may be %s', (schedule) => {
    expect(check(withJob({ schedule }))).toEqual([]);
  });

  test.each([
    '',
    '0 3 * *',
    '0 3 * * * *',
    ' 0 3 * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * 32 * *',
    '* * * 0 *',
    '* * * 13 *',
    '* * * * 7',
    '5-1 * * * *',
    '*/0 * * * *',
    '1-2-3 * * * *',
    '0,,1 * * * *',
    '0 0 31 2 *',
    '0 0 31 4,6,9,11 *',
    '0 0 * jan-foo *',
    '0 0 * * monday',
    'TZ=UTC 0 3 * * *',
    '@every 0h',
    '@every 5s',
    '@reboot',
    '@DAILY',
    '0 3 L * *',
    `0${',0'.repeat(100)} * * * *`,
  ])('may not be %s', (schedule) => {
    expect(check(withJob({ schedule }))).toContain(`${PATH}.schedule invalid-value`);
  });
});

test.each([
  ['0 3 * * 7', "use '0 3 * * 0'"],
  ['0 3 * * 5-7', "use '0 3 * * 0,5,6'"],
  ['0 3 * * 1,7', "use '0 3 * * 0,1'"],
  ['0 3 * * monday', "use '0 3 * * mon'"],
  ['0 0 1 January *', "use '0 0 1 Jan *'"],
  ['0 0 3 * * *', "use '0 3 * * *'"],
  [' 0 3 * * * ', "use '0 3 * * *'"],
  ['@DAILY', "use '@daily'"],
  ['TZ=Europe/Berlin 0 3 * * *', "set timeZone: 'Europe/Berlin', and schedule: '0 3 * * *'"],
  ['0 0 31 2 *', `change ${PATH}.schedule`],
])('the schedule %s is answered with the spelling of Kubernetes', (schedule, fix) => {
  expect(onlyFinding(withJob({ schedule })).fix).toBe(fix);
});

describe('the time zone of a cron job', () => {
  test.each(['Etc/UTC', 'UTC', 'Europe/Berlin', 'America/Port-au-Prince', 'Africa/Dar_es_Salaam', 'Etc/GMT+5'])(
    'may be %s',
    (timeZone) => {
      expect(check(withJob({ timeZone }))).toEqual([]);
    },
  );

  test.each(['Berlin', 'europe/berlin', '+01:00', 'Local', 'Europe/Berlin ', 'Europe//Berlin', 'CEST+1', ''])(
    'may not be %s',
    (timeZone) => {
      expect(check(withJob({ timeZone }))).toEqual([`${PATH}.timeZone invalid-value`]);
    },
  );

  test('is proposed in the capitals that every program reads', () => {
    expect(onlyFinding(withJob({ timeZone: 'EUROPE/BERLIN' })).fix).toBe("use 'Europe/Berlin'");
  });
});
