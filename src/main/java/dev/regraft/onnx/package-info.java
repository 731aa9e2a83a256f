/**
 * ONNX files and ONNX Runtime: cut, compose, run; matrix products.
 *
 * <p>Decisions that bind this package:
 * <ul>
 * <li>2026-11-23: no session is created once the service is stopping ({@link dev.regraft.onnx.OnnxRuntime}): the runtime's own
 * shutdown hook frees the environment in parallel, and a session created then kills the JVM.</li>
 * <li>2026-11-23: sums over the tokens in a composed graph are matrix products, not ReduceSum, which adds in another order when the
 * batch is a single row: features must not depend on the batch.</li>
 * <li>2026-11-23: denormals are not flushed: with one thread a session, the option reaches no lane but changes the arithmetic of the Java
 * thread that opens the first session (measured, 1.29.0).</li>
 * <li>2026-11-23: the runtime's environment is made only by {@code OnnxRuntime.environment()}, which switches its telemetry off first.
 * With telemetry on, 1.29.0 crashes the JVM there when the command line is longer than about 4,000 bytes, as one with a class path
 * is (measured: 3,600 well, 4,000 not).</li>
 * <li>2026-11-26: an ONNX file is untrusted input. {@code CheckedModel} looks at it first, in steps each of which bounds what the next may
 * cost; the runtime infers shapes on a copy without weights; only then does it load the file. What a model says lies outside it is read by
 * us, never by the runtime. Size limits are constants here, not configuration: 1 GiB a tensor lets VGG19 in and a bomb not.</li>
 * <li>2026-11-26: shapes are the runtime's own, inferred or observed, not a second implementation of a hundred operators.</li>
 * <li>2026-11-26: a text network's inputs are made those of an encoder first ({@code TokenInputs}), then it is cut: what is proven is the
 * network with those inputs. The memory of a decoder is a tensor of no tokens inside the graph.</li>
 * <li>2026-11-26: poolings that choose or weigh tokens are matrix products with the mask, as the mean is; the largest is a maximum, exact in
 * any order.</li>
 * <li>2026-11-26: a prepared file is proven against the whole model on made-up inputs when it is made, not when it is loaded.</li>
 * <li>2026-11-26: the codes of {@code TensorInfo.OnnxTensorType} are not those of ONNX (FLOAT is 10, not 1): {@code ElementType} maps
 * them.</li>
 * <li>2026-11-26: how big a network gets by its inputs is found out by running it, in memory that is bounded by the runtime's own arena
 * ({@code Trial}, {@code TrialMemory}), not by working out shapes: no rule of ours sees through a thousand nodes, and a tensor that does not fit
 * fails before it is written. What that cannot see: lengths that were not tried, and a single node that computes for long.</li>
 * <li>2026-11-26: operators of com.microsoft are allowed one by one; each was tried with some 160 nodes of mad inputs and attributes (1.29),
 * and where one killed the process the operator is left out, or a rule says what it must be given. ONNX's own operators were not.</li>
 * <li>2026-11-26: how a session is opened is decided in one place, {@code SessionKind}. Only backbones go to a CUDA device: proofs are
 * the reference that it is held against, and a product of training takes microseconds, less than its way there and back.</li>
 * <li>2026-11-26: on CUDA no TF32 (10 bits of precision where fp32 has 23) and no algorithm chosen by a stopwatch, so that features differ
 * from the processors' by the order of sums alone, a hundredth of their rounding step. That is not taken on trust: {@code DeviceProof}
 * compares each network when it is opened, and one that differs by more than a step stays on the processors.</li>
 * <li>2026-11-26: there is no option that makes 16 bits of 32: that network has other features, so it is another file with a digest of its
 * own, as the hubs have them ({@code model_fp16.onnx}).</li>
 * <li>2026-11-26: an image network's size and open axes are fixed before shapes are inferred, and it is proven on bytes: the whole
 * network gets them rescaled and laid out by plain Java. With numbers of 16 bits to 5e-4, not 1e-5: the runtime reckons between them in 32 bits, and leaves out roundings
 * where it can.</li>
 * <li>2026-11-26: places are pooled by GlobalAveragePool, each row by itself, whatever the batch; not by ReduceMean.</li>
 * </ul>
 */
package dev.regraft.onnx;
