package dev.regraft.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingReaderTest {

    private static final String USUAL = "mean [123.675, 116.28, 103.53], deviation [58.395, 57.12, 57.375]";

    private static Preprocessing read(String json) throws IOException {
        return PreprocessingReader.read(new ObjectMapper().readTree(json.replace('\'', '"')), "test", 224);
    }

    private static String brief(Preprocessing preprocessing) {
        return preprocessing.decisive().strip().replace("\n", ", ");
    }

    /** Configurations as the Hugging Face Hub has them, without what is of no account. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "clip, old | {'feature_extractor_type':'CLIPFeatureExtractor','crop_size':224,'do_center_crop':true,'resample':3,'size':224}"
                    + "| resize 224 bicubic antialias, crop 224 centre, @",
            "clip | {'crop_size':{'height':224,'width':224},'do_center_crop':true,'resample':3,'size':{'shortest_edge':224}}"
                    + "| resize 224 bicubic antialias, crop 224 centre, @",
            "dinov2 | {'image_processor_type':'BitImageProcessor','crop_size':{'height':224,'width':224},'do_center_crop':true,'resample':3,"
                    + "'size':{'shortest_edge':256}} | resize 256 bicubic antialias, crop 224 centre, @",
            "vit, old | {'feature_extractor_type':'ViTFeatureExtractor','size':384,'resample':2,'image_mean':[0.5,0.5,0.5],'image_std':[0.5,0.5,0.5]}"
                    + "| resize 384 x 384 bilinear antialias, crop 384 centre, mean 127.5, deviation 127.5",
            "deit | {'feature_extractor_type':'DeiTFeatureExtractor','size':256,'crop_size':224,'do_center_crop':true,'resample':3}"
                    + "| resize 256 x 256 bicubic antialias, crop 224 centre, @",
            "not square | {'size':{'height':192,'width':256}} | resize 192 x 256 bilinear antialias, crop 192 x 256 centre, @",
            "convnext | {'feature_extractor_type':'ConvNextFeatureExtractor','size':224,'crop_pct':0.875,'resample':3}"
                    + "| resize 256 bicubic antialias, crop 224 centre, @",
            "convnext, large | {'image_processor_type':'ConvNextImageProcessor','size':{'shortest_edge':384},'resample':3}"
                    + "| resize 384 x 384 bicubic antialias, crop 384 centre, @",
            "efficientnet | {'image_processor_type':'EfficientNetImageProcessor','size':{'height':346,'width':346},'do_center_crop':false,'resample':0,"
                    + "'include_top':true,'image_mean':[0,0,0],'image_std':[0.5,0.5,0.5]} | resize 346 x 346 nearest, crop 346 centre, mean 0.0, deviation 63.75",
            "offset | {'size':224,'rescale_factor':0.00784313725490196,'rescale_offset':true,'do_normalize':false} "
                    + "| resize 224 x 224 bilinear antialias, crop 224 centre, mean 127.5, deviation 127.5",
            "mobilevit | {'size':{'shortest_edge':288},'crop_size':{'height':256,'width':256},'do_center_crop':true,'do_normalize':false,"
                    + "'do_flip_channel_order':true} | resize 288 bilinear antialias, crop 256 centre, mean 0.0, deviation 255.0, colours blue first",
            "no resizing | {'do_resize':false,'crop_size':99,'do_rescale':false,'image_mean':127,'image_std':128}"
                    + "| resize none, crop 99 centre, mean 127.0, deviation 128.0",
            "nothing | {} | resize 224 x 224 bilinear antialias, crop 224 centre, @"})
    void readsWhatImageProcessorsWrite(String name, String json, String expected) throws IOException {
        Preprocessing preprocessing = read(json);
        assertEquals(expected.replace("@", USUAL), brief(preprocessing), name);
        assertEquals(preprocessing.decisive(), PreprocessingReader.read(preprocessing.json(), "again", 1).decisive(), "what is shown says the same");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{'resample':1} | resample must be one of 0 (nearest), 2 (bilinear), 3 (bicubic): 1",
            "{'do_pad':true} | images are not padded, do_pad must be false: true",
            "{'size':{'longest_edge':224}} | size must be a number, {height, width} or {shortest_edge}: {\"longest_edge\":224}",
            "{'size':{'height':224}} | size must be a number or {height, width}: {\"height\":224}",
            "{'crop_size':'all'} | crop_size must be a number or {height, width}: \"all\"",
            "{'image_std':[1,0,1]} | image_std must be three numbers above 0: [1,0,1]",
            "{'image_mean':[1,2]} | image_mean must be three numbers: [1,2]",
            "{'rescale_factor':0} | rescale_factor must be above 0: 0.0",
            "{'size':90000} | height and width must be in [1, 1024]: 90000 × 90000",
            "{'size':{'shortest_edge':200},'crop_size':224} | a resized image must have at least 224 × 224 pixels, and a side of at most 1024: "
                    + "ShorterSide[pixels=200, filter=BILINEAR]"})
    void refusesWhatIsNotDoneHere(String json, String message) {
        assertEquals(message, assertThrows(IOException.class, () -> read(json)).getMessage());
    }

    @Test
    void readsWhatTimmWrites() throws IOException {
        assertEquals("resize 248 bicubic antialias, crop 224 centre, mean 127.5, deviation 127.5", brief(PreprocessingReader.timm(
                new ObjectMapper().readTree("""
                        {"input_size":[3,224,224],"interpolation":"bicubic","crop_pct":0.9,"mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5]}"""), 1)));
    }
}
