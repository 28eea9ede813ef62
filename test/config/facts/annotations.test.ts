import { check, onlyFinding, shop } from '../../support/config-check';

test('what every object gets is not another thing for one of them', () => {
  const web = { serviceAccount: { annotations: { a: '1' } }, annotations: { b: '1' } };
  expect(check(shop({ apps: { web } }))).toEqual([]);
  expect(check(shop({ defaults: { annotations: { a: '1' } }, apps: { web } }))).toEqual([]);
  expect(onlyFinding(shop({ environments: { dev: { annotations: { a: '2' } }, prod: {} }, apps: { web } }))).toEqual({
    code: 'conflicting-options',
    path: 'apps.web.serviceAccount.annotations.a',
    must: 'equal the value in annotations, which applies to every object in dev, or have another key',
    got: '"1"',
    fix: 'remove it here or from annotations',
  });
});

test('of an Ingress and a route as well', () => {
  const way = { hosts: ['a.example'], annotations: { a: '1' } };
  const web = { ingress: way, httpRoute: { ...way, gateway: 'g', gatewayNamespace: 'g' } };
  expect(check(shop({ environments: { dev: {} }, defaults: { annotations: { a: '2' } }, apps: { web } }))).toEqual([
    'apps.web.httpRoute.annotations.a conflicting-options',
    'apps.web.ingress.annotations.a conflicting-options',
  ]);
});
