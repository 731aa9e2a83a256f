package dev.regraft.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Well-known models that make good backbones: those in the box first, then texts, then images. */
public final class Catalogue {

    private static final String RESOURCE = "dev/regraft/model/catalogue.json";
    private static final List<CatalogueEntry> ENTRIES = read();

    private Catalogue() {
    }

    /** All of them. */
    public static List<CatalogueEntry> entries() {
        return ENTRIES;
    }

    private static List<CatalogueEntry> read() {
        try (InputStream in = Resources.open(RESOURCE)) {
            return List.copyOf(new ObjectMapper().readValue(in, new TypeReference<List<CatalogueEntry>>() { }));
        } catch (IOException e) {
            throw new UncheckedIOException("class path must have the catalogue " + RESOURCE, e);
        }
    }
}
