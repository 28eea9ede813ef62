import { annotation } from '../../src/common/annotations';

test('an annotation names its place and leaves out what is not known', () => {
  expect(annotation('error', { file: 'a.yaml', line: 3, col: 7, title: 'rule' }, 'wrong')).toBe(
    '::error file=a.yaml,line=3,col=7,title=rule::wrong',
  );
  expect(annotation('notice', { title: 'not set' }, 'yet')).toBe('::notice title=not set::yet');
});

test('neither the message nor the place can start another command', () => {
  expect(annotation('error', { file: 'a,b:c', title: 't\n::error::x' }, '50%\r\n::set-env::')).toBe(
    '::error file=a%2Cb%3Ac,title=t%0A%3A%3Aerror%3A%3Ax::50%25%0D%0A::set-env::',
  );
});
