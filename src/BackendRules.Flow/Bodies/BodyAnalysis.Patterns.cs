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
                        Bind(property.Pattern, Known((property.Member as IPropertyReferenceOperation)?.Property) is var known and not 0 ? Value.Of(Clean(value.At(name, _labels).Flat(), known)) : value.At(name, _labels), place?.Part(name));
                }

                if (recursive.DeconstructionSubpatterns is { Length: > 0 and var count } pieces)
                {
                    var parts = Deconstructed(value, recursive.MatchedType, count, recursive);
                    for (var i = 0; i < count; i++)
                        Bind(pieces[i], parts[i], null);
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
                // What is one of the constants as well holds nothing else: ("name" or "city") and var column.
                var isBoth = binary.OperatorKind == BinaryOperatorKind.And;
                Bind(binary.LeftPattern, isBoth && IsConstant(binary.RightPattern) ? Value.Clean : value, place);
                Bind(binary.RightPattern, isBoth && IsConstant(binary.LeftPattern) ? Value.Clean : value, place);
                break;
            case INegatedPatternOperation negated:
                Bind(negated.Pattern, value, place);
                break;
        }
    }

    /// <summary>The kinds that a property is clean of, by a validator or by a model.</summary>
    private ulong Known(IPropertySymbol? property) => property is null ? 0 : Validated(property) | (_context.Symbols.Of(property) is { Cleans.Count: > 0 } model ? Cleans(model, []) : 0);

    /// <summary>What is proven of a value, and of its parts, that matched a pattern.</summary>
    private void Matched(IPatternOperation pattern, IOperation? item, Place? place)
    {
        switch (pattern)
        {
            case INegatedPatternOperation:
                break;
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool said } } when item is not null:
                Refine(item, said);
                break;
            case var constant when IsConstant(constant):
                if (item is not null)
                    Prove(item, Kinds.All);
                else if (place is { } part && !_state.Read(part).IsClean)
                    _state.Write(part, Value.Clean);
                break;
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both:
                Matched(both.LeftPattern, item, place);
                Matched(both.RightPattern, item, place);
                break;
            case IRecursivePatternOperation recursive:
                foreach (var property in recursive.PropertySubpatterns)
                {
                    if (Member(property.Member) is { } name)
                        Matched(property.Pattern, null, place?.Part(name));
                    if (item is not null && IsConstant(property.Pattern) && property.Member is IPropertyReferenceOperation { Property: var told })
                        ProveOwner(item, told, Kinds.All);
                    if (item is not null && property is { Member: IPropertyReferenceOperation asked, Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool said } } })
                        Promise(asked, item, said);
                }

                item = Behind(item);
                var elements = item is IConversionOperation { Operand: ITupleOperation converted } ? converted : item as ITupleOperation;
                for (var i = 0; i < recursive.DeconstructionSubpatterns.Length; i++)
                {
                    if (elements is not null && i < elements.Elements.Length)
                        Matched(recursive.DeconstructionSubpatterns[i], elements.Elements[i], PlaceOf(elements.Elements[i]));
                }

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
