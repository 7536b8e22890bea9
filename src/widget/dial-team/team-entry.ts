import { createTeamPane, type TeamFactory } from './team-pane';

/** The value of the AMD file `team.js`. */
const factory: TeamFactory = createTeamPane;

export default factory;
