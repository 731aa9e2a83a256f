/**
 * Studies: measurements on public data sets that take too long for the tests, or need data that is not in the repository. Each is a class
 * with a {@code main}, run on the class path of the tests; the figures that they print stand in the decisions of the packages they measure.
 */
package dev.regraft.study;
