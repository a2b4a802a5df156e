using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>Hosts one check alone, as a specification looks at one rule at a time.</summary>
#pragma warning disable RS1001 // Not shipped: the attribute would let hosts load it.
internal sealed class RuleAnalyzer(Check check) : BackendAnalyzer(ImmutableArray.Create(check));
#pragma warning restore RS1001
