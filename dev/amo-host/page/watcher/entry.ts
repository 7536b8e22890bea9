/**
 * A script of its own, ahead of the page's, so that in a stack its lines are told from the host's. The page gets the
 * watcher from RequireJS; there is no global.
 */
import { RuleWatcher } from './rule-watcher';

define('standin/rule-watcher', [], () => new RuleWatcher());
