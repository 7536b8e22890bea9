import type { Check, Finding } from '../finding';
import { jsonText } from '../json-text';
import { manifestFileOf, textsAt, valueAt, type ManifestFile } from '../manifest';
import { pathsWith, textOf, type WidgetArchive } from '../widget-archive';

const CLICK_TO_CALL = /\badd_action\b\W{1,8}phone\b/;
const CALLS = /\b(?:notificationsPhone|setCallingStatus)\b/;

function* judgeManifest(manifest: ManifestFile): Iterable<Finding> {
  const { lineOf } = manifest.json;
  if (![true, 'Y'].includes(valueAt(manifest, 'widget', 'init_once') as boolean))
    yield {
      rule: 'telephony/init-once',
      file: 'manifest.json',
      line: lineOf(['widget', 'init_once']),
      sentence: 'A telephony widget must have widget.init_once true: its connection must outlive the pages.',
    };
  if (!textsAt(manifest, 'locations').includes('everywhere'))
    yield {
      rule: 'telephony/everywhere',
      file: 'manifest.json',
      line: lineOf(['locations']),
      sentence: 'A telephony widget should work everywhere: a call may come on any page.',
    };
}

function* judgeCaptions(archive: WidgetArchive): Iterable<Finding> {
  for (const file of pathsWith(archive, '.json').filter((path) => path.startsWith('i18n/'))) {
    const json = jsonText(textOf(archive, file) ?? '');
    if (!json.leaves.some(({ path }) => path === 'widget.call_action'))
      yield {
        rule: 'telephony/call-action',
        file,
        line: json.lineOf(['widget']),
        sentence: 'Without widget.call_action the menu of a phone number shows the widget’s name.',
      };
  }
}

/** Only for widgets that call: they say so by what they use. */
export const telephony: Check = function* (archive) {
  const code = pathsWith(archive, '.js')
    .map((path) => textOf(archive, path) ?? '')
    .join('\n');
  const offersCalls = CLICK_TO_CALL.test(code);
  if (!offersCalls && !CALLS.test(code)) return;
  const manifest = manifestFileOf(archive);
  if (manifest) yield* judgeManifest(manifest);
  if (!code.includes('setCallingStatus'))
    yield {
      rule: 'telephony/calling-status',
      file: 'script.js',
      sentence: 'Without APP.sdk.setCallingStatus(true) amoCRM may reload the page during a call.',
    };
  if (offersCalls) yield* judgeCaptions(archive);
};
