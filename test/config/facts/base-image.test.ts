import { PYTHON_RELEASES } from '../../../src/config/defaults';
import { check, onlyFinding, shop } from '../../support/config-check';

describe('the tag of a base image called python', () => {
  test('has the Python of pythonVersion: the image would run another one than the tests', () => {
    expect(onlyFinding(shop({ baseImage: 'mirror.acme.example/python:3.12.13-slim-trixie' }))).toEqual({
      code: 'invalid-value',
      path: 'baseImage',
      must: 'have the Python version of pythonVersion, which is "3.13"',
      got: '"mirror.acme.example/python:3.12.13-slim-trixie"',
      fix: "set pythonVersion: '3.12', or use another image",
    });
    expect(check(shop({ pythonVersion: '3.11', baseImage: 'localhost/python:3.1-slim' }))).toEqual([
      'baseImage invalid-value',
    ]);
  });

  test.each(Object.keys(PYTHON_RELEASES))('may be of %s where pythonVersion says so', (pythonVersion) => {
    for (const tag of [pythonVersion, `${pythonVersion}.1`, `${pythonVersion}-slim`]) {
      expect(check(shop({ pythonVersion, baseImage: `localhost:5000/python:${tag}` }))).toEqual([]);
    }
  });

  test.each(['localhost/python:3', 'localhost/python:acme-7', 'localhost/python-base:3.9', 'localhost/python/x:1.0'])(
    'says nothing in %s, which is not judged',
    (baseImage) => {
      expect(check(shop({ baseImage }))).toEqual([]);
    },
  );
});
