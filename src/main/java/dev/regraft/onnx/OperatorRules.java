package dev.regraft.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which operators a model may use: of known domains in known versions, and none whose result is another each time or may never come.
 *
 * <p>Of Microsoft's domain only what optimisers of transformers and quantisers write: some of the others read beyond their
 * inputs when their attributes are crafted.
 */
final class OperatorRules {

    static final int OLDEST_OPSET = 7;

    /** The newest that ONNX Runtime 1.29 takes (a test says so). */
    static final int NEWEST_OPSET = 26;

    /** Nodes when every function is written out where it is called. */
    static final long MOST_NODES = 200_000;

    private static final Map<String, Integer> NEWEST_BY_DOMAIN = Map.of("", NEWEST_OPSET, "ai.onnx.ml", 5, "com.microsoft", 1);

    private static final Set<String> UNPREDICTABLE = Set.of("Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform",
            "RandomUniformLike");

    private static final Set<String> OF_MICROSOFT = Set.of("Attention", "BiasAdd", "BiasDropout", "BiasGelu", "BiasSoftmax",
            "BiasSplitGelu", "DequantizeLinear", "DynamicQuantizeMatMul", "EmbedLayerNormalization", "FastGelu", "FusedConv", "FusedGemm",
            "FusedMatMul", "GatherBlockQuantized", "Gelu", "GroupNorm", "GroupQueryAttention", "LayerNormalization", "MatMulInteger16",
            "MatMulIntegerToFloat", "MatMulNBits", "MultiHeadAttention", "NhwcMaxPool", "QAttention", "QEmbedLayerNormalization", "QGemm",
            "QLinearAdd", "QLinearAveragePool", "QLinearConcat", "QLinearConv", "QLinearGlobalAveragePool", "QLinearLeakyRelu",
            "QLinearMul", "QLinearReduceMean", "QLinearSigmoid", "QLinearSoftmax", "QuantizeLinear", "QuickGelu", "RotaryEmbedding",
            "SimplifiedLayerNormalization", "SkipGroupNorm", "SkipLayerNormalization", "SkipSimplifiedLayerNormalization",
            "TransposeMatMul");

    /** So many inputs at the beginning are read even where they may be left out: without them the process dies (1.29). */
    private static final Map<String, Integer> READ_ALL_THE_SAME = Map.of("Attention", 3, "QLinearLeakyRelu", 5, "QLinearSigmoid", 5);

    private final Map<String, FunctionProto> functions = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private final Set<String> ownDomains = new HashSet<>();

    private OperatorRules(ModelProto model) {
        for (FunctionProto function : model.getFunctionsList()) {
            if (isStandard(function.getDomain())) {
                throw new UnusableModelException("functions of a model must be of a domain of their own: " + function.getName());
            }
            if (functions.put(key(function.getDomain(), function.getName()), function) != null) {
                throw new UnusableModelException("functions must have names of their own: " + function.getName());
            }
            ownDomains.add(function.getDomain());
        }
    }

    /** @throws UnusableModelException if a rule is broken */
    static void check(ModelProto model) {
        OperatorRules rules = new OperatorRules(model);
        Set<String> imported = rules.imported(model.getOpsetImportList());
        if (!imported.contains("")) {
            throw new UnusableModelException("model must say which version of ONNX operators it uses");
        }
        long nodes = rules.size(model.getGraph().getNodeList(), imported, new HashSet<>());
        if (nodes > MOST_NODES) {
            throw new UnusableModelException("a model must have at most " + MOST_NODES + " nodes, functions written out: " + nodes);
        }
    }

    /** A checked model without the domains that none of its nodes can use. */
    static ModelProto withoutForeignDomains(ModelProto model) {
        OperatorRules rules = new OperatorRules(model);
        List<OperatorSetIdProto> kept = model.getOpsetImportList().stream()
                .filter(opset -> isStandard(opset.getDomain()) || rules.ownDomains.contains(canonical(opset.getDomain()))).toList();
        return model.toBuilder().clearOpsetImport().addAllOpsetImport(kept).build();
    }

    /** The version of ONNX's own operators that a model uses. */
    static long opset(ModelProto model) {
        return model.getOpsetImportList().stream().filter(opset -> canonical(opset.getDomain()).isEmpty())
                .mapToLong(OperatorSetIdProto::getVersion).findFirst().orElseThrow();
    }

    private Set<String> imported(List<OperatorSetIdProto> opsets) {
        Set<String> imported = new HashSet<>();
        for (OperatorSetIdProto opset : opsets) {
            String domain = canonical(opset.getDomain());
            if (!imported.add(domain)) {
                throw new UnusableModelException("a domain of operators must be imported once: " + opset.getDomain());
            }
            requireVersion(domain, opset.getVersion());
        }
        return imported;
    }

    /** A domain that is none of the known ones does no harm until a node uses it: the runtime imports all that it has into what it saves. */
    private void requireVersion(String domain, long version) {
        Integer newest = NEWEST_BY_DOMAIN.get(domain);
        if (newest == null) {
            return;
        }
        int oldest = domain.isEmpty() ? OLDEST_OPSET : 1;
        if (version < oldest || version > newest) {
            throw new UnusableModelException("operators of " + (domain.isEmpty() ? "ONNX" : domain) + " must be of a version in ["
                    + oldest + ", " + newest + "]: " + version);
        }
    }

    /** How many nodes these are, with those of the functions that they call; every node is checked on the way. */
    private long size(List<NodeProto> nodes, Set<String> imported, Set<String> calling) {
        long size = nodes.size();
        for (NodeProto node : nodes) {
            requireAllowed(node, imported);
            FunctionProto function = functions.get(key(node.getDomain(), node.getOpType()));
            if (function != null) {
                size += size(function, calling);
            }
            for (AttributeProto attribute : node.getAttributeList()) {
                size += attribute.hasG() ? size(attribute.getG().getNodeList(), imported, calling) : 0;
                for (var graph : attribute.getGraphsList()) {
                    size += size(graph.getNodeList(), imported, calling);
                }
            }
            size = Math.min(size, Integer.MAX_VALUE);
        }
        return size;
    }

    private long size(FunctionProto function, Set<String> calling) {
        String key = key(function.getDomain(), function.getName());
        Long known = sizes.get(key);
        if (known != null) {
            return known;
        }
        if (!calling.add(key)) {
            throw new UnusableModelException("a function must not call itself: " + function.getName());
        }
        long size = size(function.getNodeList(), imported(function.getOpsetImportList()), calling);
        calling.remove(key);
        sizes.put(key, size);
        return size;
    }

    private void requireAllowed(NodeProto node, Set<String> imported) {
        String domain = canonical(node.getDomain());
        if (!NEWEST_BY_DOMAIN.containsKey(domain) && !ownDomains.contains(domain)) {
            throw new UnusableModelException("operators must come from [ai.onnx, ai.onnx.ml, com.microsoft]: " + domain);
        }
        if (!imported.contains(domain)) {
            throw new UnusableModelException("model must say which version of the operators of its nodes it uses: " + node.getDomain());
        }
        String operator = node.getOpType();
        if (ownDomains.contains(domain) && !functions.containsKey(key(domain, operator))) {
            throw new UnusableModelException("operator must be known: " + domain + " " + operator);
        }
        if (domain.equals("com.microsoft") && !OF_MICROSOFT.contains(operator)) {
            throw new UnusableModelException("operator of com.microsoft must be one that a backbone is made of: " + operator);
        }
        if (domain.equals("com.microsoft")) {
            requireInputs(node, READ_ALL_THE_SAME.getOrDefault(operator, 0));
        }
        if (domain.isEmpty() && UNPREDICTABLE.contains(operator)) {
            throw new UnusableModelException("a backbone must give the same features each time, without operators of chance: " + operator);
        }
        if (domain.isEmpty() && operator.equals("Loop")) {
            throw new UnusableModelException("a backbone must come to an end, without the operator Loop: " + node.getName());
        }
    }

    private static void requireInputs(NodeProto node, int count) {
        if (node.getInputCount() < count || node.getInputList().subList(0, count).contains("")) {
            throw new UnusableModelException(node.getOpType() + " must have its first " + count + " inputs: " + node.getInputList());
        }
    }

    private static boolean isStandard(String domain) {
        return NEWEST_BY_DOMAIN.containsKey(canonical(domain));
    }

    /** ONNX's own domain has two names. */
    static String canonical(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }

    /** A function's name with its domain. */
    static String key(String domain, String name) {
        return canonical(domain) + "\n" + name;
    }
}
