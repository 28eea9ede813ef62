import { loginCommand } from '../../../src/clients/registry/login-command';

test.each([
  ['docker.io', 'docker login docker.io'],
  ['ghcr.io', 'docker login ghcr.io'],
  ['registry.example.com:5000', 'docker login registry.example.com:5000'],
  [
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    'aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  ],
  ['europe-west1-docker.pkg.dev', 'gcloud auth configure-docker europe-west1-docker.pkg.dev'],
])('%s', (host, command) => {
  expect(loginCommand(host)).toBe(command);
});
