import { Emitter } from '../../src/lib/emitter';

it('goes on after a listener that throws, and reports it', () => {
  const reported: unknown[] = [];
  const emitter = new Emitter<{ rang: number }>((error) => reported.push(error));
  const heard: number[] = [];
  emitter.on('rang', () => {
    throw new Error('mine');
  });
  const off = emitter.on('rang', (line) => heard.push(line));
  emitter.emit('rang', 1);
  off();
  off();
  emitter.emit('rang', 2);
  expect(heard).toEqual([1]);
  expect(reported).toHaveLength(2);
});
