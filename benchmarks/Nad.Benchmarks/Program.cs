// Our side of ./dev bench: the same work as benchmarks/peer/peer.py.
// usage: Nad.Benchmarks MODE COUNT THREADS [fp32|bf16] [PATH]       or MODE COUNT THREADS fp32 NETWORK SIZE BATCH
//   nad | finetune | inference | augment COUNT batches of 64; the milliseconds of each, one number a line, after a warm-up; of wrn-16-1, or
//   of another
//                                           network and size of images, such as resnet18 32 64
//   equal                                   the whole job once on COUNT images: teacher, student, one evaluation; its seconds
//   profile                                 COUNT NAD steps; milliseconds of each part of a step, page faults and managed bytes
//   load                                    PATH, a folder or zip of images, COUNT times; seconds each
//   checkpoint                              PATH, a checkpoint, COUNT times; milliseconds each
using System.Globalization;
using Nad.Benchmarks;
using Nad.Torch;
using Nad.Torch.Trunks;

string mode = args[0];
int count = int.Parse(args[1], CultureInfo.InvariantCulture);
TorchRuntime.Threads = int.Parse(args[2], CultureInfo.InvariantCulture);
Precision precision = args.Length > 3 && args[3] == "bf16" ? Precision.BFloat16 : Precision.Float32;
TrunkRuntime.Require(precision);
string path = args.Length > 4 ? args[4] : "";
int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;

switch (mode)
{
    case "equal":
        EqualWork.Run(count, precision);
        break;
    case "profile":
        Profile.Run(count, precision);
        break;
    case "load":
        Loading.Images(path, count);
        break;
    case "checkpoint":
        Loading.Checkpoint(path, count);
        break;
    default:
        Steps.Run(mode, count, precision, path.Length > 0 ? path : "wrn-16-1", Number(5, 32), Number(6, 64));
        break;
}
