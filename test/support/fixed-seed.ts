import fc from 'fast-check';

/**
 * Laws try the same random worlds on every run, so that a red run is the change's doing. FC_SEED=number tries others.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_122) });
