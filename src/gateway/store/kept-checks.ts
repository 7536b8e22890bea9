/** Of each agent so many self-tests are kept, the newest. */
export const KEPT_CHECKS_OF_EACH = 10;
