package dev.regraft.backbone;

import dev.regraft.feature.GivenVectors;
import dev.regraft.feature.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The backbones of this process, loaded by name on demand, all run by one set of lanes. Thread-safe.
 *
 * <p>At shutdown {@link dev.regraft.onnx.OnnxRuntime#stop()} comes first, then {@link #close()}.
 */
public final class Backbones implements BackboneSource, AutoCloseable {

    private static final List<Recipe> KNOWN = Stream.<Recipe>concat(TextRecipe.KNOWN.stream(), ImageRecipe.KNOWN.stream()).toList();

    private final PreparedFiles files;
    private final ImageDecoder images;
    private final Lanes lanes;
    private final Map<String, LaneBackbone> loaded = new ConcurrentHashMap<>();
    private final Map<String, List<CutTensor>> cuts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param directory working folder; prepared networks are kept in its {@code backbones}
     * @param maxImageMegapixels largest image that is decoded
     */
    public Backbones(Path directory, LaneSettings settings, int maxImageMegapixels) {
        this.images = new ImageDecoder(maxImageMegapixels, Runtime.getRuntime().maxMemory() / 2);
        this.files = new PreparedFiles(directory.resolve("backbones"));
        this.lanes = new Lanes(settings);
    }

    /** Names of the backbones that can be loaded. */
    public List<String> names() {
        return KNOWN.stream().map(Recipe::name).toList();
    }

    /** Names of those that read inputs of a modality. */
    public List<String> names(String modality) {
        return KNOWN.stream().filter(recipe -> recipe.modality().equals(modality)).map(Recipe::name).toList();
    }

    /**
     * Prepares, opens and warms up a backbone, on the calling thread: seconds the first time, less when its prepared file exists.
     * Loading one that is loaded gives it back at once.
     *
     * @throws RefusedException {@code unknown-backbone} if there is none of this name
     * @throws UncheckedIOException if a file is missing, not the expected one, or cannot be written
     * @throws IllegalStateException if the service is stopping
     */
    @Override
    public Backbone load(String name) {
        LaneBackbone backbone = loaded.get(name);
        return backbone == null ? loadNow(recipe(name)) : backbone;
    }

    private synchronized Backbone loadNow(Recipe recipe) {
        return loaded.computeIfAbsent(recipe.name(), _ -> open(recipe));
    }

    private LaneBackbone open(Recipe recipe) {
        if (closed) {
            throw new IllegalStateException("backbones must be open");
        }
        try {
            LaneBackbone backbone = recipe.open(files, images, lanes);
            try {
                backbone.warmUp();
                return backbone;
            } catch (RuntimeException e) {
                backbone.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("backbone " + recipe.name() + " cannot be prepared: " + e.getMessage(), e);
        }
    }

    private static Recipe recipe(String name) {
        return KNOWN.stream()
                .filter(recipe -> recipe.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException("unknown-backbone", "backbone", "backbone must be one of "
                        + String.join(", ", KNOWN.stream().map(Recipe::name).toList()) + ", " + GivenVectors.BACKBONE + ": " + name));
    }

    /** Whether the backbone of that name is loaded and warm, or it is {@code none}. */
    public boolean isLoaded(String name) {
        return !closed && (name.equals(GivenVectors.BACKBONE) || loaded.containsKey(name));
    }

    /**
     * What there is to know of a backbone, without loading it.
     *
     * @throws RefusedException {@code unknown-backbone} if there is none of this name
     */
    public BackboneStatus status(String name) {
        Recipe recipe = recipe(name);
        LaneBackbone backbone = loaded.get(name);
        return backbone == null ? BackboneStatus.notLoaded(recipe) : backbone.status();
    }

    /**
     * Where a backbone's network can be cut, in the order of its tensors: found at the first call, in seconds, and kept.
     *
     * @throws RefusedException {@code unknown-backbone} if there is none of this name
     * @throws UncheckedIOException if a file is missing, not the expected one, or cannot be written
     * @throws IllegalStateException if the service is stopping
     */
    public List<CutTensor> cuts(String name) {
        Recipe recipe = recipe(name);
        return cuts.computeIfAbsent(name, _ -> {
            try {
                return files.cuts(recipe);
            } catch (IOException e) {
                throw new UncheckedIOException("network of backbone " + name + " cannot be read: " + e.getMessage(), e);
            }
        });
    }

    /** Requests to serve that wait for a lane. */
    public int waiting() {
        return lanes.waiting();
    }

    /** Inputs whose features have been made since the start, by all backbones. */
    public long itemsExtracted() {
        return lanes.itemsExtracted();
    }

    /** How long the lanes have run since the start, summed over them, in ns. */
    public long busyNanos() {
        return lanes.busyNanos();
    }

    /** Takes no more requests, finishes those taken, then frees the backbones. Closing again does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        lanes.close();
        loaded.values().forEach(LaneBackbone::close);
    }
}
