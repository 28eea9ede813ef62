import { isLoopback, locateRegistry } from '../../../src/clients/registry/locate';

test.each([
  ['ghcr.io/acme/shop', { host: 'ghcr.io', origin: 'https://ghcr.io', repository: 'acme/shop' }],
  [
    'registry.example.com:8443/team/a/shop',
    { host: 'registry.example.com:8443', origin: 'https://registry.example.com:8443', repository: 'team/a/shop' },
  ],
  ['docker.io/acme/shop', { host: 'docker.io', origin: 'https://registry-1.docker.io', repository: 'acme/shop' }],
  ['index.docker.io/acme/shop', { host: 'docker.io', origin: 'https://registry-1.docker.io', repository: 'acme/shop' }],
  ['docker.io/redis', { host: 'docker.io', origin: 'https://registry-1.docker.io', repository: 'library/redis' }],
  ['acme/shop', { host: 'docker.io', origin: 'https://registry-1.docker.io', repository: 'acme/shop' }],
  ['redis', { host: 'docker.io', origin: 'https://registry-1.docker.io', repository: 'library/redis' }],
  ['localhost/shop', { host: 'localhost', origin: 'http://localhost', repository: 'shop' }],
  ['localhost:5000/shop', { host: 'localhost:5000', origin: 'http://localhost:5000', repository: 'shop' }],
  ['127.0.0.1:5000/shop', { host: '127.0.0.1:5000', origin: 'http://127.0.0.1:5000', repository: 'shop' }],
])('%s has its registry', (name, location) => {
  expect(locateRegistry(name)).toEqual(location);
});

test.each(['localhost.example.com', '127.0.0.1.example.com', '127.example.com', '10.0.0.1:5000', 'mylocalhost'])(
  '%s is not this machine',
  (host) => {
    expect(isLoopback(host)).toBe(false);
    expect(locateRegistry(`${host}.example.com/shop`).origin).toMatch(/^https:/);
  },
);
