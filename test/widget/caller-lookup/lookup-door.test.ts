import { createLookupDoor } from '../../../src/widget/caller-lookup/lookup-door';
import type { CallerLookup } from '../../../src/widget/caller-lookup/caller-lookup';

const lookup: CallerLookup = {
  lookUp: async () => ({ caller: 'unknown' }),
  describe: async () => ({ caller: 'unknown' }),
};

it('fetches its file once, for the page that rests or for the first call', async () => {
  const load = jest.fn(async () => lookup);
  const door = createLookupDoor(load, () => undefined);
  door.fetch();
  expect(await door.lookUp('+79984445566', '7')).toEqual({ caller: 'unknown' });
  expect(await door.describe([])).toEqual({ caller: 'unknown' });
  expect(load).toHaveBeenCalledTimes(1);
});

it('leaves the number alone on the card when the file cannot be had, and asks for it again with the next call', async () => {
  const report = jest.fn();
  const load = jest.fn(async () => lookup).mockRejectedValueOnce(new Error('404'));
  const door = createLookupDoor(load, report);
  expect(await door.describe([])).toEqual({ caller: 'unavailable' });
  expect(await door.lookUp('+79984445566', '7')).toEqual({ caller: 'unknown' });
  expect(report).toHaveBeenCalledTimes(1);
});
