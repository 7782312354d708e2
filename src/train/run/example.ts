/**
 * A configuration to begin from, with what each line means: a small model of bytes that learns from any text in minutes.
 * It is what `mixlab train --example` prints, and what is trained where no other is given.
 *
 * @example await parseTrainingConfig(exampleTrainingConfig)
 */
export const exampleTrainingConfig = `# A run for mixlab train. Every key but model, sequences, length, steps and schedule may be left out.
#   mixlab train --config THIS --tokens train.bin --validation web=web.bin --out runs/proxy-1
#   mixlab train --config THIS --bytes some.txt --out runs/proxy-1     (text as bytes: vocabulary 257)

name: proxy-1                # default: the name of the --out folder
seed: 1                      # weights at the start and the order of the windows; same seed, same run

model:                       # or one name: regmix-1m, regmix-60m, regmix-1.1b, pocket-m, pocket-s
  like: pocket-s             # start from this shape; leave it out to give all fields
  vocabularySize: 257        # ids of the tokens are below it: 256 bytes, and one that ends a text
  sequenceLength: 256        # longest sequence the model can read
  # hiddenSize: 128
  # layers: 2
  # heads: 4
  # keyValueHeads: 4         # fewer than heads: grouped-query attention
  # headSize: 32             # default: hiddenSize / heads
  # feedForwardSize: 256
  # norm: rms                # or gain-only-layer-norm, as open_lm has it
  # normEpsilon: 1.0e-5
  # rotaryBase: 10000
  # queryKeyNorm: false
  # tiedEmbeddings: false

# tokens: [train_0.bin, train_1.bin]       # or by --tokens; several files are one stream
# validation:                              # or by --validation name=FILE
#   web: {tokens: web.bin, bytesPerToken: 4.3}   # bytes of text a token stands for: gives bits per byte

training:
  sequences: 16              # sequences of one step of the optimiser
  # microSequences: 4        # computed at a time; fewer take less memory, the numbers stay
  length: 256                # tokens of a sequence; a step is sequences x length tokens
  steps: 300
  schedule:
    kind: cosine             # or constant
    peak: 3.0e-3             # learning rate after the warm-up
    warmupSteps: 20
    floor: 3.0e-4            # where a cosine ends; RegMix's proxies: constant 4e-4 after 100 steps
    # steps: 300             # where a cosine ends; default: the run's steps
  adamW: {beta1: 0.9, beta2: 0.95, epsilon: 1.0e-8, weightDecay: 0.1, decays: all}   # or decays: matrices
  clip: 1                    # largest norm of the gradients; .inf for none
  zLoss: 0                   # coefficient of the squared log of the softmax's denominator, e.g. 1e-4
  initial: regmix            # weights at the start as the authors', or normal (deviation 0.02)
  saveEvery: {minutes: 5}    # and/or steps; the last step is always saved
  keep: 2                    # newest checkpoints that are kept
  # keepEvery: 1000          # and those of these steps, for good
  validateEvery: 100         # steps; the last step is always validated
  validationSequences: 128   # of each domain, from the beginning of its file
`;
