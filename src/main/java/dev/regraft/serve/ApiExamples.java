package dev.regraft.serve;

/** Examples that the description of the API shows. */
final class ApiExamples {

    static final String TASK_REQUEST = """
            {"labels":["refund",{"label":"delivery","description":"where a parcel is"}],"gate":{"mode":"immediate"}}""";

    static final String TASK_REQUEST_MULTI_LABEL = """
            {"kind":"multi-label","labels":["urgent","angry"],"head":{"algorithm":"auto"}}""";

    static final String TASK_REQUEST_REGRESSION = """
            {"kind":"regression","head":{"algorithm":"ridge","expansion":"off"}}""";

    static final String TASK_REQUEST_VECTORS = """
            {"backbone":"none","labels":["refund","delivery"]}""";

    static final String TASK = """
            {"task":"support","kind":"single-label",
             "backbone":{"name":"all-minilm-l6-v2","digest":"3f2a..","dimension":384},
             "examples":480,"labels":[{"label":"billing","examples":71},{"label":"refund","examples":63}],
             "live":{"version":7,"sha256":"9c1e..","algorithm":"lda","state":"live","examples":480,"labels":["billing","refund"],
              "trainedAt":"2026-11-23T18:00:00.120Z","promotedAt":"2026-11-23T18:00:00.121Z","reason":"immediate",
              "metrics":{"looAccuracy":0.93,"looInterval":[0.9,0.95],"prequentialAccuracy":0.88,"logLoss":0.21,"ece":0.02}},
             "candidate":null,"learnedThrough":{"partition":1,"offset":480},
             "head":{"algorithm":"auto","balance":"auto","expansion":"auto","hints":true},
             "gate":{"mode":"immediate","margin":0.01,"alpha":0.05},"slices":[],
             "mismatch":{"examples":480,"looAccuracy":0.92,"looInterval":[0.89,0.94],"neighbourAccuracy":0.85,"shuffledAccuracy":0.13,
              "pValue":0.01,"majorityAccuracy":0.15,"wordsAccuracy":0.78,"warning":null,"note":null},
             "drift":{"window":100,"distance":0.09,"threshold":0.15,"drifting":false,"since":null,"expectedAccuracy":0.91,"novelShare":0.04,
              "novelThreshold":0.27,"inputs":2300,"at":"2026-11-23T18:19:50.000Z"},
             "warnings":["1 of 8 labels have fewer than 5 examples: warranty (3)"]}""";

    static final String TASK_CHANGING_OVER = """
            {"task":"support","kind":"single-label",
             "backbone":{"name":"bge-small-en-v1.5","digest":"71d0..","dimension":384},
             "changeover":{"from":"all-minilm-l6-v2","to":"bge-small-en-v1.5","extracted":320,"pending":158,"leftOut":2},
             "examples":480,"labels":[{"label":"billing","examples":240},{"label":"refund","examples":240}],
             "live":{"version":7,"sha256":"9c1e..","algorithm":"lda","state":"live","examples":480,"labels":["billing","refund"],
              "trainedAt":"2026-11-23T18:00:00.120Z","promotedAt":"2026-11-23T18:00:00.121Z","reason":"guarded: the first head",
              "metrics":{"looAccuracy":0.93,"looInterval":[0.9,0.95],"prequentialAccuracy":0.88,"logLoss":0.21,"ece":0.02}},
             "candidate":null,"learnedThrough":{"partition":1,"offset":802},
             "head":{"algorithm":"auto","balance":"auto","expansion":"auto","hints":true},
             "gate":{"mode":"guarded","margin":0.01,"alpha":0.05},"slices":[],"warnings":[]}""";

    static final String TASK_REQUEST_BACKBONE = """
            {"backbone":"bge-small-en-v1.5"}""";

    static final String HEAD = """
            {"version":7,"sha256":"9c1e..","algorithm":"lda","state":"live","examples":480,"labels":["billing","refund"],
             "trainedAt":"2026-11-23T18:00:00.120Z","promotedAt":"2026-11-23T18:00:00.121Z","reason":"immediate",
             "metrics":{"looAccuracy":0.93,"looInterval":[0.9,0.95],"prequentialAccuracy":0.88,"logLoss":0.21,"ece":0.02}}""";

    static final String HISTORY = """
            [{"at":"2026-11-23T18:05:00.000Z","event":"rollback","version":6,"sha256":"51aa..","previous":7,
              "reason":"rolled back by an operator"}]""";

    static final String REPORT = """
            {"task":"support","head":{"version":7,"sha256":"9c1e..","algorithm":"lda","state":"live","examples":480,
              "labels":["billing","refund"],"trainedAt":"2026-11-23T18:00:00.120Z","promotedAt":"2026-11-23T18:00:00.121Z","reason":"immediate",
              "metrics":{"looAccuracy":0.93,"looInterval":[0.9,0.95],"prequentialAccuracy":0.88,"logLoss":0.21,"ece":0.02}},
             "at":"2026-11-23T18:00:02.310Z","examples":480,
             "accuracy":{"head":7,"looAccuracy":0.93,"looInterval":[0.9,0.95],"trainingAccuracy":0.99,"gap":0.06,"prequentialAccuracy":0.88,
              "rmse":null,"trainingRmse":null,"leftOut":{"examples":480,"accuracy":0.92,"interval":[0.89,0.94]}},
             "learningCurve":{"points":[{"examples":120,"accuracy":0.81,"interval":[0.75,0.86]},{"examples":240,"accuracy":0.88,
               "interval":[0.83,0.92]},{"examples":480,"accuracy":0.92,"interval":[0.88,0.95]}],
              "law":{"limit":0.03,"factor":6.1,"exponent":0.74},"doubled":{"examples":960,"accuracy":0.94,"interval":[0.92,0.96]},
              "tenfold":null},
             "calibration":{"ece":0.02,"bins":[{"lower":0.93,"upper":1.0,"examples":310,"confidence":0.98,"accuracy":0.99}]},
             "confusion":{"pairs":[{"label":"billing","predicted":"refund","count":9,"examples":71}],
              "matrix":{"labels":["billing","refund"],"counts":[[62,9],[4,59]]}},
             "slices":[{"attribute":"channel","value":"mail","examples":200,"accuracy":0.9,"interval":[0.85,0.93],"ece":0.03}],
             "worstSlice":{"attribute":"channel","value":"mail","examples":200,"accuracy":0.9,"interval":[0.85,0.93],"ece":0.03},
             "sliceGap":null,
             "labelIssues":{"examples":480,"count":6,"top":[{"id":"t-7","given":"refund","likely":"delivery","confidence":0.97}]},
             "warnings":["1 of 8 labels have fewer than 5 examples: warranty (3)"]}""";

    static final String EVENTS = """
            event: promotion
            data: {"at":"2026-11-23T18:00:00.121Z","event":"promotion","version":7,"sha256":"9c1e..","previous":6,"reason":"immediate"}

            event: drift
            data: {"window":100,"distance":0.21,"threshold":0.15,"drifting":true,"since":"2026-11-23T18:20:00.000Z",
            data:  "expectedAccuracy":0.44,"novelShare":0.81,"novelThreshold":0.3,"inputs":2400,"at":"2026-11-23T18:20:00.000Z"}
            """;

    static final String EXAMPLE = """
            {"id":"t-1","text":"I was charged twice for my last order","label":"billing","attributes":{"channel":"mail"}}""";

    static final String EXAMPLE_MULTI_LABEL = """
            {"id":"t-2","text":"third broken charger, answer me today","labels":["angry","urgent"]}""";

    static final String EXAMPLE_REGRESSION = """
            {"id":"t-3","text":"two bedrooms, a garden, near the station","target":285000}""";

    static final String EXAMPLE_FEATURES = """
            {"id":"v-1","features":[0.12,-1.5,0.33],"label":"billing"}""";

    static final String EXAMPLES = """
            [{"text":"where is my parcel","label":"delivery"},{"text":"I want my money back","label":"refund"}]""";

    static final String EXAMPLES_NDJSON = """
            {"text":"where is my parcel","label":"delivery"}
            {"text":"I want my money back","label":"refund"}
            """;

    static final String EXAMPLES_SUSPICIOUS = """
            [{"id":"t-7","text":"where is my parcel","label":"refund","weight":1.0,"attributes":{"channel":"mail"},
              "likelyLabel":"delivery","confidence":0.97}]""";

    static final String INPUT = """
            {"text":"where is my parcel"}""";

    static final String INPUT_TENSOR = """
            {"tensor":{"shape":[2,3],"data":[1,2,3,3,4,8]}}""";

    static final String INPUT_FEATURES = """
            {"features":[0.12,-1.5,0.33]}""";

    static final String INPUTS = """
            {"inputs":[{"text":"where is my parcel"},{"text":"charged twice"}],"topK":3}""";

    /** One red pixel. */
    static final String IMAGE = """
            {"image":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"}""";

    static final String ACCEPTED = """
            {"accepted":2,"ids":["01JD..","01JE.."]}""";

    static final String ACCEPTED_ONE = """
            {"accepted":1,"ids":["t-1"]}""";

    static final String FEEDBACK = """
            {"prediction":"01JD..","label":"delivery"}""";

    static final String QUEUE = """
            [{"prediction":"01JD..","text":"my parcel is broken and I want it back","label":"delivery","probability":0.48,"novelty":0.61,
              "score":0.94,"reason":"uncertain","at":"2026-11-23T18:00:00.121Z"},
             {"prediction":"01JE..","text":"do you hire?","label":"billing","probability":0.71,"novelty":0.99,
              "score":0.83,"reason":"novel","at":"2026-11-23T18:00:02.007Z"}]""";

    static final String ANSWER = """
            {"task":"support","head":{"version":7,"sha256":"9c1e..","algorithm":"lda"},
             "backbone":{"name":"all-minilm-l6-v2","digest":"3f2a.."},
             "predictions":[{"id":"01JD..","label":"delivery","probability":0.93,
              "scores":[{"label":"delivery","probability":0.93},{"label":"refund","probability":0.05}],
              "novelty":0.04,"novel":false}]}""";

    static final String ANSWER_MULTI_LABEL = """
            {"task":"tone","head":{"version":4,"sha256":"77d0..","algorithm":"ridge"},
             "backbone":{"name":"all-minilm-l6-v2","digest":"3f2a.."},
             "predictions":[{"id":"01JD..","labels":["angry","urgent"],
              "scores":[{"label":"urgent","probability":0.91},{"label":"angry","probability":0.74}]}]}""";

    static final String ANSWER_REGRESSION = """
            {"task":"price","head":{"version":9,"sha256":"e4b1..","algorithm":"ridge"},
             "backbone":{"name":"all-minilm-l6-v2","digest":"3f2a.."},
             "predictions":[{"id":"01JD..","value":281500.0,"interval":[251000.0,312000.0]}]}""";

    static final String BACKBONE = """
            {"name":"all-minilm-l6-v2","state":"ready","digest":"3f2a..","modality":"text","dimension":384,"cut":"last_hidden_state",
             "pooling":"mean","maxLength":256,"source":"classpath:all-minilm-l6-v2.onnx","parameters":22565376,"msPerItem":2.9}""";

    static final String IMAGE_BACKBONE = """
            {"name":"my-vit","state":"ready","digest":"9c1e..","modality":"image","dimension":768,"cut":"/Gather_4_output_0",
             "preprocessing":{"from":"preprocessor_config.json","do_resize":true,"size":{"height":224,"width":224},"resample":2,
               "do_center_crop":true,"crop_size":{"height":224,"width":224},"do_rescale":true,"rescale_factor":0.00392156862745098,
               "do_normalize":true,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5],"do_flip_channel_order":false},
             "source":"file:/models/vit","parameters":85798656,"msPerItem":310.0}""";

    static final String BACKBONE_REQUEST = """
            {"source":"file:/models/bert-base-uncased","maxLength":256}""";

    static final String BACKBONE_OF_A_HUB = """
            {"source":"hf://intfloat/multilingual-e5-small@main","precision":"int8"}""";

    static final String BACKBONE_IMPORTING = """
            {"name":"e5","state":"importing","reason":null,"transfer":{"bytes":52428800,"of":487653120},"digest":null,"modality":null,
             "dimension":null,"cut":null,"pooling":null,"maxLength":null,"source":"hf://intfloat/multilingual-e5-small@main","parameters":null,
             "msPerItem":null}""";

    static final String CATALOGUE_ENTRY = """
            {"name":"multilingual-e5-small","source":"hf://intfloat/multilingual-e5-small@ffdcc22a9a5c973ef0470385cef91e1ecb461d9f","pinned":true,
             "licence":"MIT","modality":"text","dimension":384,"parameters":117505920,"mflopPerItem":5738,"item":"128 tokens",
             "use":"texts in about 100 languages","inTheBox":false}""";

    static final String BACKBONE_REQUEST_REMOTE = """
            {"source":"openai://text-embedding-3-small"}""";

    static final String BACKBONE_REMOTE = """
            {"name":"ada","state":"ready","reason":null,"transfer":null,"digest":"62d6..","modality":"text","dimension":1536,"cut":null,
             "pooling":null,"maxLength":null,"source":"openai://text-embedding-3-small","parameters":null,"msPerItem":18.9,
             "usage":{"requests":10,"failures":0,"tokens":1013,"cost":0.00002026,"breaker":"closed","trouble":null}}""";

    static final String CUTS = """
            [{"tensor":"/encoder/layer.5/output/LayerNorm/Mul_output_0","operator":"Mul","type":"fp32","shape":[-1,-1,384],
              "parameters":22564992,"recommended":false},
             {"tensor":"last_hidden_state","operator":"Add","type":"fp32","shape":[-1,-1,384],"parameters":22565376,"recommended":true}]""";

    static final String RANK_REQUEST = """
            {"examples":[{"text":"where is my parcel","label":"delivery"},{"text":"I want my money back","label":"refund"}],
             "backbones":["all-minilm-l6-v2","bge-small-en-v1.5"]}""";

    static final String RANKED = """
            [{"backbone":{"name":"all-minilm-l6-v2","digest":"3f2a..","dimension":384},"examples":480,"labels":8,
              "looAccuracy":0.87,"looInterval":[0.84,0.9],"logME":-0.001,"hScore":5.3,"pValue":0.01,"msPerItem":2.9,
              "majorityAccuracy":0.16,"wordsAccuracy":0.66,"mismatch":null}]""";

    static final String EMBEDDINGS_REQUEST = """
            {"model":"all-minilm-l6-v2","input":"where is my parcel"}""";

    static final String EMBEDDINGS_REQUEST_BASE64 = """
            {"model":"all-minilm-l6-v2","input":["where is my parcel","charged twice"],"encoding_format":"base64"}""";

    /** The first numbers of 384. */
    static final String EMBEDDINGS = """
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.04437256,-0.0037841797,0.07495117]}],
             "model":"all-minilm-l6-v2","usage":{"prompt_tokens":6,"total_tokens":6}}""";

    static final String MODEL = """
            {"id":"all-minilm-l6-v2","object":"model","created":1764000000,"owned_by":"regraft"}""";

    static final String MODELS = """
            {"object":"list","data":[""" + MODEL + "]}";

    static final String OPENAI_ERROR = """
            {"error":{"message":"model must be one of all-minilm-l6-v2, bge-small-en-v1.5: ada","type":"invalid_request_error",
             "param":"model","code":"model_not_found"}}""";

    static final String PROBLEM = """
            {"type":"urn:regraft:problem:unknown-task","title":"Unknown task","status":404,
             "detail":"task does not exist: suport","instance":"/tasks/suport"}""";

    static final String REFUSED = """
            {"type":"urn:regraft:problem:missing-label","title":"Missing label","status":400,"detail":"label is missing",
             "instance":"/tasks/support/examples","errors":[{"field":"label","detail":"label is missing"}]}""";

    private ApiExamples() {
    }
}
