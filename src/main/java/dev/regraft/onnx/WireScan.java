package dev.regraft.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A walk over the bytes of an ONNX file that keeps nothing: it bounds what parsing them would put on the heap, and how deep they nest.
 *
 * <p>A node of two bytes becomes an object of a hundred, a number of one byte becomes eight; weights stay where they are. So a file is
 * counted before it is parsed.
 */
final class WireScan {

    /** Nested messages: a graph in an attribute of a node of a graph is three. The parser itself gives up at 100. */
    static final int DEEPEST = 48;

    /** Fields of all messages; a network of 10,000 nodes has some 300,000. */
    static final int MOST_FIELDS = 1_000_000;

    /** Numbers of variable length, which take up to eight times their bytes. */
    static final long MOST_VARINT_BYTES = 8 << 20;

    /** Floating-point numbers that are not stored as raw bytes, which the parser copies to the heap. */
    static final long MOST_FLOAT_BYTES = 256 << 20;

    /** What a message is, by the numbers of those of its fields that are messages too (onnx.proto). */
    private enum Message {
        LEAF, SHAPE, TENSOR_TYPE, TYPE, CONTAINER, VALUE, TENSOR, SPARSE_TENSOR, ATTRIBUTE, NODE, ANNOTATION, GRAPH, FUNCTION, TRAINING,
        MODEL;

        private static final Map<Message, Map<Integer, Message>> PARTS = Map.ofEntries(
                Map.entry(LEAF, Map.of()),
                Map.entry(SHAPE, Map.of(1, LEAF)),
                Map.entry(TENSOR_TYPE, Map.of(2, SHAPE)),
                Map.entry(TYPE, Map.of(1, TENSOR_TYPE, 4, CONTAINER, 5, CONTAINER, 8, TENSOR_TYPE, 9, CONTAINER)),
                Map.entry(CONTAINER, Map.of(1, TYPE, 2, TYPE)),
                Map.entry(VALUE, Map.of(2, TYPE, 4, LEAF)),
                Map.entry(TENSOR, Map.of(13, LEAF, 16, LEAF)),
                Map.entry(SPARSE_TENSOR, Map.of(1, TENSOR, 2, TENSOR)),
                Map.entry(ATTRIBUTE, Map.of(5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 14, TYPE, 15, TYPE, 22, SPARSE_TENSOR,
                        23, SPARSE_TENSOR)),
                Map.entry(NODE, Map.of(5, ATTRIBUTE, 9, LEAF)),
                Map.entry(ANNOTATION, Map.of(2, LEAF)),
                Map.entry(GRAPH, Map.of(1, NODE, 5, TENSOR, 11, VALUE, 12, VALUE, 13, VALUE, 14, ANNOTATION, 15, SPARSE_TENSOR, 16, LEAF)),
                Map.entry(FUNCTION, Map.of(7, NODE, 9, LEAF, 11, ATTRIBUTE, 12, VALUE, 14, LEAF)),
                Map.entry(TRAINING, Map.of(1, GRAPH, 2, GRAPH, 3, LEAF, 4, LEAF)),
                Map.entry(MODEL, Map.of(7, GRAPH, 8, LEAF, 14, LEAF, 20, TRAINING, 25, FUNCTION)));

        /** The message in a field of that number; null if the field is none. */
        Message part(int field) {
            return PARTS.get(this).get(field);
        }

        boolean holdsFloats(int field) {
            return this == TENSOR && (field == 4 || field == 10) || this == ATTRIBUTE && field == 7;
        }

        boolean holdsVarints(int field) {
            return this == TENSOR && (field == 1 || field == 5 || field == 7 || field == 11) || this == ATTRIBUTE && field == 8;
        }
    }

    private final CodedInputStream in;
    private int fields;
    private long floatBytes;
    private long varintBytes;

    private WireScan(CodedInputStream in) {
        this.in = in;
    }

    /** @throws UnusableModelException if the bytes are no model, or more than a model may be */
    static void check(ByteBuffer bytes) {
        try {
            new WireScan(UnsafeByteOperations.unsafeWrap(bytes).newCodedInput()).message(Message.MODEL, 1);
        } catch (InvalidProtocolBufferException e) {
            throw new UnusableModelException("file must be an ONNX model: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnusableModelException("file cannot be read as an ONNX model", e);
        }
    }

    private void message(Message message, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new UnusableModelException("messages of a model must nest at most " + DEEPEST + " deep");
        }
        for (int tag; (tag = in.readTag()) != 0; ) {
            if (++fields > MOST_FIELDS) {
                throw new UnusableModelException("a model must have at most " + MOST_FIELDS + " fields");
            }
            field(message, tag, depth);
        }
    }

    private void field(Message message, int tag, int depth) throws IOException {
        int type = WireFormat.getTagWireType(tag);
        if (type == WireFormat.WIRETYPE_START_GROUP || type == WireFormat.WIRETYPE_END_GROUP) {
            throw new UnusableModelException("file must be an ONNX model: it holds a group, which ONNX has none of");
        }
        if (type != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            in.skipField(tag);
            return;
        }
        int field = WireFormat.getTagFieldNumber(tag);
        int length = in.readRawVarint32();
        Message part = message.part(field);
        if (part == null) {
            countNumbers(message, field, length);
            in.skipRawBytes(length);
            return;
        }
        int outer = in.pushLimit(length);
        message(part, depth + 1);
        in.checkLastTagWas(0);
        in.popLimit(outer);
    }

    private void countNumbers(Message message, int field, int length) {
        floatBytes += message.holdsFloats(field) ? length : 0;
        varintBytes += message.holdsVarints(field) ? length : 0;
        if (floatBytes > MOST_FLOAT_BYTES) {
            throw new UnusableModelException("weights beyond " + MOST_FLOAT_BYTES + " bytes must be raw bytes: " + floatBytes);
        }
        if (varintBytes > MOST_VARINT_BYTES) {
            throw new UnusableModelException("integers beyond " + MOST_VARINT_BYTES + " bytes must be raw bytes: " + varintBytes);
        }
    }
}
