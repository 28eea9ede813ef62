import type { Image } from '../../../src/common/image-reference';
import { formatImage } from '../../../src/common/image-reference';
import type { ReleaseEvent, ReleaseSnapshot } from '../../../src/releases/files/history';
import { eventsOf, named, standing } from '../../../src/releases/files/history';
import type { ReleaseMessage, Verb } from '../../../src/releases/files/message';

const image = (tag: string): Image => ({ name: 'docker.io/acme/web', tag });
const id = (letter: string): string => letter.repeat(40);

let time = 0;

/** A commit after which the environment follows its branch with this image. */
function tracking(commit: string, tag: string, message?: Partial<ReleaseMessage>): ReleaseSnapshot {
  time += 1;
  return {
    commit: id(commit),
    time,
    author: 'Ada',
    image: image(tag),
    application: { kind: 'tracking' },
    message: message && messageOf(message, tag),
  };
}

/** A commit after which it is pinned. */
function pinned(
  commit: string,
  tag: string,
  revision: string,
  pin?: string,
  message?: Partial<ReleaseMessage>,
): ReleaseSnapshot {
  const application = {
    kind: 'pinned' as const,
    revision: id(revision),
    image: `docker.io/acme/web=${formatImage(image(tag))}`,
    ...(pin === undefined ? {} : { pin }),
  };
  return { ...tracking(commit, tag, message), application };
}

function messageOf(message: Partial<ReleaseMessage>, tag: string): ReleaseMessage {
  return { verb: 'release', app: 'web', environment: 'dev', image: formatImage(image(tag)), ...message };
}

const short = (events: readonly ReleaseEvent[]): string[] =>
  events.map(
    ({ kind, image: { tag }, revision, pinned: pin }) => `${kind} ${tag} ${revision[0]}${pin ? ` ${pin}` : ''}`,
  );

describe('the events of an environment', () => {
  test('are changes of the image, the configuration or the pin', () => {
    const snapshots: ReleaseSnapshot[] = [
      { ...tracking('0', 'dev-latest'), application: { kind: 'held', namespace: 'argocd' } },
      tracking('a', 'one'),
      tracking('b', 'one'),
      tracking('c', 'two'),
      pinned('d', 'two', 'c', 'load test'),
      tracking('e', 'two'),
    ];
    expect(short(eventsOf(snapshots, 'dev'))).toEqual([
      'release one a',
      'release two c',
      'pin two c load test',
      'unpin two e',
    ]);
  });

  test('are releases that wait while the environment is pinned, too', () => {
    const waiting = (commit: string, tag: string, message?: Partial<ReleaseMessage>): ReleaseSnapshot => ({
      ...pinned(commit, 'one', 'a', 'load test', message),
      image: image(tag),
    });
    const events = eventsOf(
      [
        tracking('a', 'one'),
        pinned('b', 'one', 'a', 'load test'),
        waiting('c', 'two', { reason: 'hotfix' }),
        waiting('d', 'two'),
        waiting('e', 'three'),
        tracking('f', 'three'),
      ],
      'dev',
    );
    expect(short(events)).toEqual([
      'release one a',
      'pin one a load test',
      'release two c',
      'release three e',
      'unpin three f',
    ]);
    expect(events[2]).toEqual({
      commit: id('c'),
      time: expect.any(Number) as number,
      author: 'Ada',
      kind: 'release',
      image: image('two'),
      revision: id('c'),
      waits: 'load test',
      reason: 'hotfix',
    });
    // They never ran: a rollback goes to what did.
    expect(short(standing(events))).toEqual(['release one a', 'unpin three f']);
    expect(short(named(events, 'two'))).toEqual(['release two c']);
  });

  test('are no changes of an image that has no effect: nothing waits in a gated environment', () => {
    const other = { ...pinned('b', 'one', '1'), image: image('by-hand') };
    expect(short(eventsOf([pinned('a', 'one', '1'), other], 'dev'))).toEqual(['promote one 1']);
  });

  test('are promotions in a gated environment', () => {
    const events = eventsOf([pinned('a', 'one', '1'), pinned('b', 'one', '2'), pinned('c', 'two', '2')], 'dev');
    expect(short(events)).toEqual(['promote one 1', 'promote one 2', 'promote two 2']);
  });

  test('have details from a message for this environment, and not for another one', () => {
    const events = eventsOf(
      [
        tracking('a', 'one', { verb: 'promote', from: 'test', reason: 'why' }),
        tracking('b', 'two', { environment: 'prod', reason: 'of prod' }),
      ],
      'dev',
    );
    expect(events).toMatchObject([{ kind: 'promote', from: 'test', reason: 'why' }, { kind: 'release' }]);
    expect(events[1].reason).toBeUndefined();
  });

  test('skip commits with broken files', () => {
    const broken: ReleaseSnapshot = { ...tracking('b', 'two'), image: undefined, application: undefined };
    expect(short(eventsOf([tracking('a', 'one'), broken, tracking('c', 'one')], 'dev'))).toEqual(['release one a']);
  });
});

describe('the standing releases', () => {
  const back = (commit: string, tag: string, revision: string): ReleaseSnapshot =>
    pinned(commit, tag, revision, 'back', { verb: 'rollback' });
  const of = (...snapshots: ReleaseSnapshot[]): string[] => short(standing(eventsOf(snapshots, 'dev')));

  test('are all of them, the newest last', () => {
    expect(of(tracking('a', 'one'), tracking('b', 'two'), tracking('c', 'three'))).toEqual([
      'release one a',
      'release two b',
      'release three c',
    ]);
  });

  test('without those that were rolled back', () => {
    expect(of(tracking('a', 'one'), tracking('b', 'two'), tracking('c', 'three'), back('d', 'one', 'a'))).toEqual([
      'release one a',
    ]);
  });

  test('without pin and unpin, which release nothing', () => {
    const held = pinned('c', 'two', 'b', 'load test');
    expect(of(tracking('a', 'one'), tracking('b', 'two'), held, tracking('d', 'two'))).toEqual([
      'release one a',
      'release two b',
    ]);
    // After an unpin with the same image, the environment is still rolled back.
    expect(of(tracking('a', 'one'), tracking('b', 'two'), back('c', 'one', 'a'), tracking('d', 'one'))).toEqual([
      'release one a',
    ]);
  });

  test('with those after a rollback', () => {
    expect(of(tracking('a', 'one'), tracking('b', 'two'), back('c', 'one', 'a'), tracking('d', 'three'))).toEqual([
      'release one a',
      'unpin three d',
    ]);
  });

  test('a pin is not one, and neither is an unpin in a gated environment', () => {
    expect(of(pinned('a', 'one', '1'), pinned('b', 'one', '1', 'why'), pinned('c', 'one', '1'))).toEqual([
      'promote one 1',
    ]);
  });

  test('a rollback to something that was not standing is a new release', () => {
    expect(of(tracking('a', 'one'), back('b', 'zero', 'f'))).toEqual(['release one a', 'rollback zero f back']);
  });
});

describe('a release is named', () => {
  const digest = `sha256:${'d'.repeat(64)}`;
  const events = eventsOf(
    [
      tracking('a', id('1')),
      { ...tracking('b', 'v2'), image: { ...image('v2'), digest } },
      pinned('c', 'v2', 'b', 'why', { verb: 'pin' as Verb }),
      tracking('d', 'v3'),
    ],
    'dev',
  );

  test.each([
    [id('1'), 'a'],
    ['1111111', 'a'],
    [id('a'), 'a'],
    ['aaaaaaa', 'a'],
    ['v2', 'b'],
    [digest, 'b'],
    ['v3', 'd'],
  ])('by %s', (text, commit) => {
    expect(named(events, text).map((event) => event.commit[0])).toEqual([commit]);
  });

  test.each(['111111', 'v9', '', 'v', 'ccccccc'])('but not by %p', (text) => {
    expect(named(events, text)).toEqual([]);
  });

  test('by what several have in common, which finds all of them', () => {
    const same = eventsOf([tracking('a', 'v1'), tracking('b', 'v2'), tracking('c', 'v1')], 'dev');
    expect(named(same, 'v1').map((event) => event.commit[0])).toEqual(['a', 'c']);
  });
});
