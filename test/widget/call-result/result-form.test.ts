import {
  draftOf,
  faultIn,
  isTouched,
  openedForm,
  resultOf,
} from '../../../src/widget/call-result/result-form';

const NOW = Date.parse('2026-11-26T14:02:00+03:00');
const results = { timezone: 'Europe/Moscow', taskTypes: [{ id: 5, name: 'Встреча' }] };
const context = { now: NOW, timezone: results.timezone };
const empty = openedForm({}, results, NOW);
const contact = { type: 'contact', id: 7, name: 'Марина' } as const;

it('opens with a talk that took place, no task, and the rule', () => {
  expect(resultOf(empty, context)).toEqual({ status: 4, note: '', link: { link: 'rule' } });
  expect(isTouched(empty)).toBe(false);
});

it('gives a draft back as it was left, the quick date as well', () => {
  const typed = { ...empty, status: 2, note: ' Позже ', taskDate: 'week', taskText: 'Позвонить' } as const;
  const draft = { ...draftOf(typed, context), at: NOW };
  expect(openedForm({ draft }, results, NOW)).toMatchObject({ status: 2, note: ' Позже ', taskDate: 'week' });
  // A day later the same moment is no "in a week" any more.
  expect(openedForm({ draft }, results, NOW + 86_400_000)).toMatchObject({
    taskDate: 'date',
    taskAt: '2026-12-03T10:00',
  });
});

it('makes a new contact and lead only of names that were typed', () => {
  expect(resultOf({ ...empty, contactName: ' Олег ' }, context).link).toEqual({
    ...{ link: 'new', contactName: 'Олег', leadName: '' },
  });
  const ofKnown = { ...empty, link: { link: 'new', contactName: '', leadName: '', contact } } as const;
  expect(resultOf({ ...ofKnown, leadName: 'Веранда' }, context).link).toMatchObject({
    leadName: 'Веранда',
    contact,
  });
});

it('keeps a chosen card, whatever names were typed before', () => {
  const chosen = { ...empty, contactName: 'Олег', link: { link: 'entity', entity: contact } } as const;
  expect(resultOf(chosen, context).link).toEqual({ link: 'entity', entity: contact });
});

it('does not save a task whose date is missing or past', () => {
  expect(faultIn({ ...empty, taskDate: 'date', taskAt: '' }, context)).toBe('date');
  expect(faultIn({ ...empty, taskDate: 'date', taskAt: '2026-11-25T10:00' }, context)).toBe('date');
  expect(faultIn({ ...empty, taskDate: 'date', taskAt: '2026-11-27T10:00' }, context)).toBeUndefined();
});
