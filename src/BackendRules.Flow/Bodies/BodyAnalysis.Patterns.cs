using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>Gives the variables of a pattern what they match.</summary>
    private void Bind(IPatternOperation pattern, Value value, Place? place)
    {
        switch (pattern)
        {
            case IDeclarationPatternOperation declaration:
                Bind(declaration.DeclaredSymbol, value, pattern);
                break;
            case IRecursivePatternOperation recursive:
                Bind(recursive.DeclaredSymbol, value, pattern);
                foreach (var property in recursive.PropertySubpatterns)
                {
                    if (Member(property.Member) is { } name)
                        Bind(property.Pattern, value.At(name, _labels), place?.Part(name));
                }

                for (var i = 0; i < recursive.DeconstructionSubpatterns.Length; i++)
                {
                    var names = recursive.MatchedType.IsTupleType ? null : DeconstructedNames(recursive.MatchedType, recursive.DeconstructionSubpatterns.Length);
                    Bind(recursive.DeconstructionSubpatterns[i], value.At(names is null ? $"Item{i + 1}" : names[i], _labels), null);
                }

                break;
            case IListPatternOperation list:
                Bind(list.DeclaredSymbol, value, pattern);
                foreach (var element in list.Patterns)
                    Bind(element, element is ISlicePatternOperation ? value : value.At(AccessPath.Element, _labels), null);
                break;
            case ISlicePatternOperation { Pattern: { } slice }:
                Bind(slice, value, null);
                break;
            case IBinaryPatternOperation binary:
                Bind(binary.LeftPattern, value, place);
                Bind(binary.RightPattern, value, place);
                break;
            case INegatedPatternOperation negated:
                Bind(negated.Pattern, value, place);
                break;
        }
    }

    private void Bind(ISymbol? variable, Value value, IOperation pattern)
    {
        if (variable is ILocalSymbol local && !InertTypes.Contains(local.Type))
            _state.Write(new Place(RootOf(local), ""), _context.IsDomainException(local.Type) ? Value.Clean : value.Stepped(StepOf(pattern)));
    }

    private static string? Member(IOperation member) => member switch
    {
        IPropertyReferenceOperation { Property: var property } => IsTransparent(property) ? "" : property.Name,
        IFieldReferenceOperation { Field: var field } => (field.CorrespondingTupleField ?? field).Name,
        _ => null,
    };
}
