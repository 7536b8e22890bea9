import { archiveRoot, mandatoryFiles, unusedFiles } from './checks/archive-layout';
import { captions, foreignLanguages, languageSet, ownName, sameKeys } from './checks/languages';
import { locations, manifestAdvice, manifestFields, settings } from './checks/manifest-fields';
import { logos, pictureBytes, tour } from './checks/pictures';
import { minified, scripts, templates } from './checks/scripts';
import { styleSheets } from './checks/style-sheets';
import { telephony } from './checks/telephony';
import { textForm } from './checks/text-form';
import type { Check, Finding } from './finding';
import type { WidgetArchive } from './widget-archive';

const CHECKS: readonly Check[] = [
  ...[archiveRoot, mandatoryFiles, unusedFiles, textForm],
  ...[manifestFields, manifestAdvice, locations, settings, logos, pictureBytes, tour],
  ...[languageSet, sameKeys, captions, foreignLanguages, ownName],
  ...[scripts, minified, templates, styleSheets, telephony],
];

/** All that moderation would find and a program can see, in the order of the files. */
export const checkWidget = (archive: WidgetArchive): readonly Finding[] =>
  CHECKS.flatMap((check) => [...check(archive)]).sort(
    (a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0),
  );
