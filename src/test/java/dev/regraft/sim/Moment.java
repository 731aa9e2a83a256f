package dev.regraft.sim;

/** When something breaks: before a call had its effect on the cluster, or after it. */
public enum Moment {
    BEFORE,
    AFTER
}
