/**
 * Learns heads: exact statistics, kept features, solvers.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: statistics are integers, weights steps of 1/64. Blocks of up to 128 rows are folded by one double-precision product,
 * exact below 2^53; measured at d = 384 on one core: about 100,000 labels a second.</li>
 * <li>2026-11-23: the discriminant's covariance has one pseudo-example (ν = 1) of the total spread in every direction, which DESIGN.md 5
 * lacks: it gives a head from the first example of a second label on, and keeps n − C + ν positive ({@code Shrinkage}).</li>
 * <li>2026-11-23: ε is the one with the least leave-one-out log loss <em>at its own best temperature</em>. The raw scores of a
 * discriminant of 384 features are 12 to 40 times too confident (CLINC150), so the raw loss prefers an ε that repairs the confidence, not
 * the order.</li>
 * <li>2026-11-23: without evidence the temperature is √d. The best one measured on CLINC150 at one example a label was 22 (√384 = 19.6; log
 * loss 1.46, against 14.8 at temperature 1).</li>
 * <li>2026-11-23: own Cholesky in rows of Java rather than EJML 0.44: d = 384, one core, 1.3 ms against 5.8 ms, with 264 right-hand sides
 * 3.6 ms against 38 ms; products 16 GFLOP/s against 6. ONNX Runtime gives 44, but its bits depend on the processor: sums of integers run
 * there, everything rounded stays in Java ({@code StrictMath} for logarithms and exponentials), so equal sets give equal heads on any
 * machine.</li>
 * <li>2026-11-23: leave-one-out asks at most 256 examples, those of smallest hash of their ids, and weighs them by their weights.</li>
 * <li>2026-11-23: novelty is calibrated on the same left-out examples, at the ε that log loss chose. CLINC150 with MiniLM, random draws:
 * AUROC of out of scope against in scope 0.968 at 20 a label, 0.971 at 50; with 2 to 150 labels, 93 to 99 % of held-out known inputs are
 * not novel. It adds 4 ms to a refit with 150 labels.</li>
 * <li>2026-11-25: a hint is a weak example of weight π, the posterior probability that words mean something ({@code HintEvidence}).
 * CLINC150 with MiniLM, held-out accuracy without and with names of labels: 0 a label – and 68.4 %, 1: 64.4 and 76.6, 3: 82.3 and 83.8,
 * 5: 86.6 and 87.3, 20: 91.8 and 91.6. With random codes for names nothing changes, to the last bit.</li>
 * <li>2026-11-25: heads of other algorithms tell novelty by the best discriminant of the same set ({@code Discriminant.noveltyOf}).</li>
 * <li>2026-11-25: ridge has the relative penalties up to 3 only: beyond, left-out predictions are little but the mean, which without an
 * example speaks against its own label. CLINC150: 89.1 % at 20 a label, 91.1 at 100, against 91.8 and 93.1 of the discriminant.</li>
 * <li>2026-11-25: left-out scores hold the products of the sampled labels with all others, not of all with all: 10,000 labels in 2
 * seconds.</li>
 * <li>2026-11-26: where there are fewer examples than features, closed forms are reckoned along the span of the examples ({@code Span}): by the
 * Cholesky factor of their inner products, which are exact, n × n in place of d × d, and everything else as it was. One processor, d = 4096, 10
 * labels, n = 100, 300, 1,000 and 2,000 ({@code WideBenchmark}): discriminant 23, 48, 300 and 1,700 ms, ridge 24, 49, 840 and 3,000 ms; in the
 * features it was 24 s (2026-11-23: 25 to 70 ms at d = 384). The second moment, 67 MB there, is made once n reaches d.</li>
 * <li>2026-11-25: vectors are kept outside the heap. A lesson that takes long reads them as they were ({@code Kept}) while the set goes on
 * changing: rows given back meanwhile are not used again until it is closed.</li>
 * <li>2026-11-25: logistic regression computes in single precision by ONNX Runtime, so its bits depend on the processor (not on threads or order).
 * Its penalty is the usual one unless held-out log loss is better by a standard error; with fewer than 8 examples a label, held-out examples
 * prefer penalties far too weak (CLINC150, 3 a label: C = 500 on 10 folds, test accuracy 82.3 % against 82.6 % at C = 50), and giving their
 * weight to the others of their label prefers penalties far too strong (C = 0.5, 79.9 %).</li>
 * <li>2026-11-25: of many labels, logistic regression is judged as ridge is, by scores calibrated for each label (Platt), so their log losses
 * compare; every example can be held out, also the only one of a label. Heads that are calibrated must not stop early: at a tolerance of 3e-3
 * the log loss on 4,800 new examples was 0.407 where 0.361 was promised, at 1e-4 0.357 and 0.358. CLINC150 with MiniLM, each intent a label by
 * itself, test log loss of ridge and of logistic regression: 150 examples 0.0205 and 0.0252, 600: 0.0130 and 0.0097, 2,750: 0.0069 and 0.0043,
 * 15,000: 0.0053 and 0.0031 (all right: 78.3 and 89.4 %, in 50 and 940 ms).</li>
 * <li>2026-11-26: slices are balanced by the mean of heads of balanced draws, not by weights alone. 300 examples of two labels made of 30
 * intents of CLINC150, 95 % of a label by its own channel, three draws: of the worst pair of label and channel the discriminant has 74.8 % right,
 * with weights for groups 93.4, by the mean of ten draws 94.9; logistic regression 74.6, 87.9 and 94.4. Draws of at least 20 of a group, with
 * weights where there are fewer, are as good there as draws of the smallest group's size, and better for 30 labels of 40 examples (logistic
 * regression 93.4 % of all right, against 91.1 with draws of two, and 92.1 without balancing).</li>
 * <li>2026-11-26: each draw leaves a tenth of the examples out, so ten draws score every example by a head that did not know it, and cost no folds
 * beside. The mean is a little better than what is measured so.</li>
 * <li>2026-11-26: eigenvalues for LogME by EJML, whose symmetric decomposition we need not write; it is used nowhere else. Time of one processor
 * at 10,000 examples, 2,000 asked, 150 labels, d = 384: head 0.15 s, neighbours 0.75, 99 shuffles 0.5, LogME 0.5, H-score 0.4
 * ({@code ExamBenchmark}).</li>
 * <li>2026-11-26: labels are shuffled under a head that gives all labels the same chance: under one that goes by frequency, 95 % of one label
 * leaves nothing to be better than, and without an example its own label is rarer, which pushes the shuffled share below chance.</li>
 * <li>2026-11-26: images need no settings of their own. EfficientNet-Lite0 (1,280 features) on Fashion-MNIST, 50 a class, 2,000 asked, six
 * draws: discriminant 82.8 %, logistic regression 82.2, {@code auto} 83.0, where scikit-learn's has 82.4 with the C of {0.1 .. 1000} that is
 * best on the test set of each draw.</li>
 * </ul>
 */
package dev.regraft.train;
