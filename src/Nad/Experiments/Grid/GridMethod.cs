using System.Text.Json.Nodes;
using Nad.Attacks;
using Nad.Defenses;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>A defense with its settings, as experiments declare it.</summary>
/// <param name="Title">Name of the column or line.</param>
/// <param name="Of">The defense at a scale, for data that may be mirrored or not.</param>
public sealed record GridMethod(string Title, Func<GridScale, bool, GridDefense> Of);

/// <summary>A defense ready to run in a cell.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Version">Raised when the same settings give other results than before.</param>
/// <param name="Settings">Every setting that determines the result.</param>
/// <param name="Passes">Forward passes over the clean images, for the estimate of time; a training epoch counts three.</param>
/// <param name="Make">Makes the defense.</param>
public sealed record GridDefense(string Method, int Version, JsonObject Settings, double Passes, Func<GridMaterial, IDefense> Make);

/// <summary>What a defense of an experiment may be made of.</summary>
/// <param name="Teacher">The given teacher; null for none. Owned by the cell.</param>
/// <param name="Backdoor">The true trigger. Only the oracle of table 6 may use it, and says so; MESA is told its label.</param>
/// <param name="RivalAccuracy">Accuracy of the rival on the hold-out, 0–1; null for none.</param>
public sealed record GridMaterial(Classifier? Teacher, Backdoor? Backdoor, double? RivalAccuracy);
