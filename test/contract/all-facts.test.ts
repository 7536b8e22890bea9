import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SUBJECTS } from './all-facts';

const facts = SUBJECTS.flatMap((subject) => subject.facts);

describe('the list of facts', () => {
  it('has every id once', () => {
    const ids = facts.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('has ids that begin with a subject of docs/contract.md', () => {
    const page = readFileSync(join(__dirname, '../../docs/contract.md'), 'utf8');
    const subjects = [...page.matchAll(/^\| (\d\.\d)(?: – (\d\.\d))? \|/gm)].flatMap(([, from = '', to]) =>
      to === undefined ? [from] : [from, '8.2', to],
    );
    expect(facts.map(({ id }) => id).filter((id) => !subjects.includes(id.split('-')[0] ?? ''))).toEqual([]);
  });

  it('says whole sentences', () => {
    expect(facts.map(({ says }) => says).filter((says) => !/^.+[.)]$/.test(says))).toEqual([]);
  });

  it('keeps the hands of the stand-in away from real accounts', () => {
    const sources = facts.filter(({ check }) => check.toString().includes('setFaults'));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter(({ needs = [] }) => !needs.includes('stand-in'))).toEqual([]);
  });
});
